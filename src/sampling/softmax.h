// Softmax over candidates, in double precision and in a fixed order.
#pragma once

#include <span>
#include <vector>

#include "base/portable_math.h"
#include "sampling/draft.h"

namespace hearth::sampling {

// The highest logit of the candidates, or of the vocabulary before there are candidates.
float highest_logit(const Draft& draft);

// exp(logit - highest): a candidate's probability, up to a factor that all share.
inline double weight(const Candidate& candidate, float highest) {
  return portable_exp(static_cast<double>(candidate.logit) - static_cast<double>(highest));
}

// The weight of each candidate, at a temperature above 0, into `weights`; returns their sum.
double weigh(std::span<const Candidate> candidates, float highest, std::vector<double>& weights,
             double temperature = 1);

// The entropy, in nats, of the candidates whose weights at temperature 1 these are, `total` being their sum.
double entropy(std::span<const Candidate> candidates, float highest, std::span<const double> weights, double total);

// The sum, in eight partial sums side by side: the order is fixed, and compilers find vectors in it.
double sum(std::span<const double> values);

}  // namespace hearth::sampling
