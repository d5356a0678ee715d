#include "sampling/softmax.h"

#include <algorithm>

#include "sampling/selection.h"

namespace hearth::sampling {

float highest_logit(const Draft& draft) {
  if (!draft.narrowed) return finite(maximum(draft.logits));
  float highest = draft.candidates.front().logit;
  if (draft.sorted) return highest;
  for (const Candidate& candidate : draft.candidates) highest = std::max(highest, candidate.logit);
  return highest;
}

double weigh(std::span<const Candidate> candidates, float highest, std::vector<double>& weights, double temperature) {
  const size_t n = candidates.size();
  weights.resize(n);
  const Candidate* from = candidates.data();
  double* to = weights.data();
  const double top = static_cast<double>(highest);
  for (size_t i = 0; i < n; ++i) to[i] = portable_exp((static_cast<double>(from[i].logit) - top) / temperature);
  return sum(weights);
}

double entropy(std::span<const Candidate> candidates, float highest, std::span<const double> weights, double total) {
  double below = 0;  // the mean of how far the logits lie below the highest
  for (size_t i = 0; i < candidates.size(); ++i) {
    below += weights[i] * (static_cast<double>(highest) - static_cast<double>(candidates[i].logit));
  }
  return portable_log(total) + below / total;
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
