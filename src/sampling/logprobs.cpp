#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/portable_math.h"
#include "sampling/sampler.h"
#include "sampling/selection.h"
#include "sampling/vocabulary.h"

namespace hearth::sampling {

double log_sum_exp(std::span<const float> logits) {
  constexpr size_t kLanes = 8;  // sums side by side, as in softmax.h
  const double most = finite(logits[static_cast<size_t>(highest(logits))]);
  double sums[kLanes] = {};
  const auto add = [&](size_t lane, float logit) { sums[lane] += portable_exp(finite(logit) - most); };
  size_t i = 0;
  for (; i + kLanes <= logits.size(); i += kLanes) {
    for (size_t j = 0; j < kLanes; ++j) add(j, logits[i + j]);
  }
  for (; i < logits.size(); ++i) add(0, logits[i]);
  double total = 0;
  for (const double part : sums) total += part;
  return most + portable_log(total);
}

std::vector<TokenLogprob> logprobs(std::span<const float> logits, int32_t chosen, int32_t top_n) {
  CHECK(chosen >= 0 && static_cast<size_t>(chosen) < logits.size());
  const float most = finite(maximum(logits));
  std::vector<double> blocks;
  const double total = weigh_vocabulary(logits, weight_scale(most, 1), blocks);
  const double log_total = static_cast<double>(most) + (total > 0 ? portable_log(total) : 0);
  const auto entry = [&](int32_t id, float logit) {
    const double logprob = static_cast<double>(finite(logit)) - log_total;
    return TokenLogprob{id, static_cast<float>(std::max(logprob, static_cast<double>(kExcluded)))};
  };
  std::vector<TokenLogprob> result = {entry(chosen, logits[static_cast<size_t>(chosen)])};
  std::vector<Candidate> top;
  highest(logits, static_cast<size_t>(std::max(top_n, 0)), top);
  for (const Candidate& candidate : top) result.push_back(entry(candidate.id, candidate.logit));
  return result;
}

}  // namespace hearth::sampling
