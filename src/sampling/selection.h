// Selection: the highest of many logits, equals by id. What is not a finite number counts as the nearest that is;
// NaN as the lowest.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "sampling/draft.h"

namespace hearth::sampling {

// The logit of a token that is not to be drawn: masked, banned, or not a number. Any other is above it.
inline constexpr float kExcluded = std::numeric_limits<float>::lowest();
// The next one above.
inline constexpr float kLowestAdmitted = -0x1.fffffcp127f;

inline float clamp(float logit, float lowest) {  // NaN becomes the lowest
  constexpr float kHighest = std::numeric_limits<float>::max();
  const float raised = logit > lowest ? logit : lowest;
  return raised < kHighest ? raised : kHighest;
}
inline float finite(float logit) { return clamp(logit, kExcluded); }
// Finite and above kExcluded.
inline float admitted(float logit) { return clamp(logit, kLowestAdmitted); }
inline bool is_excluded(float logit) { return !(logit > kExcluded); }

// One of two numbers, by bits: of a choice between numbers compilers make a branch, and then no vector code.
inline float choose(bool condition, float yes, float no) {
  const uint32_t mask = condition ? ~0u : 0u;
  return std::bit_cast<float>((std::bit_cast<uint32_t>(yes) & mask) | (std::bit_cast<uint32_t>(no) & ~mask));
}

// Falling logit, then rising id: one order for the same candidates, however they were found.
inline bool goes_before(const Candidate& a, const Candidate& b) {
  return a.logit != b.logit ? a.logit > b.logit : a.id < b.id;
}

// The highest of the values, which need not be finite; kExcluded when there is no number above it.
float maximum(std::span<const float> values);

// The lowest id among the highest logits; 0 when all are NaN.
int32_t highest(std::span<const float> logits);
// The k highest in falling order; all of them when there are not more.
void highest(std::span<const float> logits, size_t k, std::vector<Candidate>& found);

// All that are at least `bar`, which is above kExcluded, by id. False, and only some of them, when there are more than
// `most`.
bool collect_from(std::span<const float> logits, float bar, size_t most, std::vector<Candidate>& found);

}  // namespace hearth::sampling
