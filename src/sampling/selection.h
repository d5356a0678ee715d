// Selection: the highest of many logits, equals by id. What is not a finite number counts as the nearest that is;
// NaN as the lowest.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "sampling/draft.h"

namespace hearth::sampling {

inline float finite(float logit) {
  constexpr float kLowest = std::numeric_limits<float>::lowest(), kHighest = std::numeric_limits<float>::max();
  const float raised = logit > kLowest ? logit : kLowest;
  return raised < kHighest ? raised : kHighest;
}
// Falling logit, then rising id: one order for the same candidates, however they were found.
bool goes_before(const Candidate& a, const Candidate& b);

// The lowest id among the highest logits; 0 when all are NaN.
int32_t highest(std::span<const float> logits);
// The k highest in falling order; all of them when there are not more.
void highest(std::span<const float> logits, size_t k, std::vector<Candidate>& found);

}  // namespace hearth::sampling
