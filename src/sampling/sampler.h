// Sampler: logits to the next token: the stages of stages.def in their order, then a draw.
//
// The draw is keyed by (seed, position), so a sequence's tokens do not depend on what else runs (counter_rng.h).
// temperature 0 is greedy: the highest logit after mask, bias and penalties, the lowest id among equals. A logit that
// is not a number, or is -infinity, is drawn only when there is no other.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "sampling/draft.h"

namespace hearth::sampling {

// Belongs to one sequence: mirostat learns from the tokens that it draws.
class Sampler {
 public:
  // The options are valid.
  explicit Sampler(const SamplerOptions& options);

  // The next token for `position`. `logits` [n_vocab] is read only. `history`: the tokens so far, newest last.
  // `mask`: bit i % 64 of word i / 64 says whether token i is allowed; at least one is, and bits behind the vocabulary
  // do not count. Empty: all are.
  int32_t sample(std::span<const float> logits, std::span<const int32_t> history, int64_t position,
                 std::span<const uint64_t> mask = {});

 private:
  SamplerOptions options_;
  Draft draft_;  // its memory is reused between calls
};

struct TokenLogprob {
  int32_t id;
  float logprob;  // natural logarithm of the softmax over all logits, before any sampling option; within 1e-6
};

// The log-probability of `chosen` first, then the `top_n` most likely tokens in falling order, equals by id.
std::vector<TokenLogprob> logprobs(std::span<const float> logits, int32_t chosen, int32_t top_n);

// Natural logarithm of the sum of exp(logit) over all logits, in double precision.
double log_sum_exp(std::span<const float> logits);

}  // namespace hearth::sampling
