// Random numbers by counting: the number at (seed, position) is a hash of both, so it needs no state and does not
// depend on which numbers were asked for before. Each seed is a SplitMix64 stream (Steele et al. 2014)
// that can be entered anywhere; what else needs chance at a position has a stream of its own.
#pragma once

#include <cstdint>

namespace hearth::sampling {

// What a random number is for.
enum class Chance : uint64_t {
  kDraw = 0,
  kXtc = 1,  // whether xtc acts
};

constexpr uint64_t mix64(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// Uniform in [0, 1), a multiple of 2^-53.
constexpr double uniform(uint64_t seed, uint64_t position, Chance chance = Chance::kDraw) {
  constexpr uint64_t kStep = 0x9e3779b97f4a7c15u, kOtherStep = 0xd1b54a32d192ed03u;
  uint64_t stream = mix64(seed + kStep);  // neighbouring seeds are not neighbouring streams
  if (chance != Chance::kDraw) stream = mix64(stream ^ (static_cast<uint64_t>(chance) * kOtherStep));
  const uint64_t bits = mix64(stream + (position + 1) * kStep);
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

}  // namespace hearth::sampling
