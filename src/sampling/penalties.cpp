// Penalties: what was said lately becomes less likely (repetition: Keskar et al. 2019; presence and frequency as in
// OpenAI's API).
#include "sampling/draft.h"
#include "sampling/selection.h"

namespace hearth::sampling {
namespace {

float penalized(float logit, float count, const SamplerOptions& options) {
  // Both ways down: a negative logit falls by multiplying.
  logit = logit > 0 ? logit / options.repeat_penalty : logit * options.repeat_penalty;
  return admitted(logit - options.presence_penalty - count * options.frequency_penalty);
}

}  // namespace

void penalties(Draft& draft, const SamplerOptions& options) {
  const bool off = options.repeat_penalty == 1 && options.presence_penalty == 0 && options.frequency_penalty == 0;
  const std::span<const int32_t> tokens = recent(draft, options.repeat_last_n);
  if (off || tokens.empty()) return;
  const std::span<float> logits = own_logits(draft);
  draft.tally.start(logits.size());
  for (const int32_t id : tokens) draft.tally.add_one(id);
  for (const int32_t id : draft.tally.noted()) {
    float& logit = logits[static_cast<size_t>(id)];
    if (!is_excluded(logit)) logit = penalized(logit, static_cast<float>(draft.tally.of(id)), options);
  }
}

}  // namespace hearth::sampling
