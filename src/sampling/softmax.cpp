#include "sampling/softmax.h"

#include <algorithm>

namespace hearth::sampling {

float highest_logit(const Draft& draft) {
  float highest = draft.candidates.front().logit;
  if (draft.sorted) return highest;
  for (const Candidate& candidate : draft.candidates) highest = std::max(highest, candidate.logit);
  return highest;
}

double weigh(std::span<const Candidate> candidates, float highest, std::vector<double>& weights) {
  const size_t n = candidates.size();
  weights.resize(n);
  const Candidate* from = candidates.data();
  double* to = weights.data();
  for (size_t i = 0; i < n; ++i) to[i] = weight(from[i], highest);
  return sum(weights);
}

double sum(std::span<const double> values) {
  constexpr size_t kLanes = 8;
  double lanes[kLanes] = {};
  size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    for (size_t j = 0; j < kLanes; ++j) lanes[j] += values[i + j];
  }
  for (; i < values.size(); ++i) lanes[0] += values[i];
  double total = 0;
  for (const double lane : lanes) total += lane;
  return total;
}

}  // namespace hearth::sampling
