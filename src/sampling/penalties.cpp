// Penalties: what was said lately becomes less likely (repetition: Keskar et al. 2019; presence and frequency as in
// OpenAI's API).
#include <algorithm>

#include "sampling/draft.h"

namespace hearth::sampling {
namespace {

std::span<const int32_t> window(std::span<const int32_t> history, int32_t last_n) {
  return last_n < 0 ? history : history.last(std::min(history.size(), static_cast<size_t>(last_n)));
}

float penalized(float logit, float count, const SamplerOptions& options) {
  // Both ways down: a negative logit falls by multiplying.
  logit = logit > 0 ? logit / options.repeat_penalty : logit * options.repeat_penalty;
  return logit - options.presence_penalty - count * options.frequency_penalty;
}

}  // namespace

void penalties(Draft& draft, const SamplerOptions& options) {
  const bool off = options.repeat_penalty == 1 && options.presence_penalty == 0 && options.frequency_penalty == 0;
  const std::span<const int32_t> recent = window(draft.history, options.repeat_last_n);
  if (off || recent.empty()) return;
  draft.changed.assign(draft.logits.begin(), draft.logits.end());
  draft.logits = draft.changed;
  draft.recent.assign(recent.begin(), recent.end());
  std::ranges::sort(draft.recent);
  for (auto first = draft.recent.begin(); first != draft.recent.end();) {
    const auto next = std::upper_bound(first, draft.recent.end(), *first);
    float& logit = draft.changed[static_cast<size_t>(*first)];
    logit = penalized(logit, static_cast<float>(next - first), options);
    first = next;
  }
}

}  // namespace hearth::sampling
