#include "registry/backoff.h"

namespace hearth::registry {
namespace {

constexpr int64_t kFirstWaitMs = 250;

// SplitMix64's step: any seed will do.
uint64_t next_random(uint64_t& state) {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

std::optional<std::chrono::milliseconds> Backoff::next() {
  if (++n_failed_ >= kMaxAttempts) return std::nullopt;
  const int64_t wait_ms = kFirstWaitMs << (n_failed_ - 1);
  // From half of it to one and a half.
  const auto jitter_ms = static_cast<int64_t>(next_random(random_) % static_cast<uint64_t>(wait_ms));
  return std::chrono::milliseconds(wait_ms / 2 + jitter_ms);
}

}  // namespace hearth::registry
