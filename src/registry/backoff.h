// Backoff: how long to wait before another attempt: twice as long each time, give or take, so that clients whose
// connections broke at the same moment do not all come back at the same moment.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace hearth::registry {

class Backoff {
 public:
  static constexpr int kMaxAttempts = 6;

  explicit Backoff(uint64_t seed) : random_(seed) {}

  // The wait before the next attempt; nothing when there have been enough.
  std::optional<std::chrono::milliseconds> next();
  // After an attempt that got somewhere.
  void reset() { n_failed_ = 0; }

 private:
  uint64_t random_;
  int n_failed_ = 0;
};

}  // namespace hearth::registry
