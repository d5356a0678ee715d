#include "sampling/draft.h"

#include <algorithm>

namespace hearth::sampling {

std::span<float> own_logits(Draft& draft) {
  if (draft.logits.data() != draft.changed.data()) draft.changed.assign(draft.logits.begin(), draft.logits.end());
  draft.logits = draft.changed;
  return draft.changed;
}

std::span<const int32_t> recent(const Draft& draft, int32_t last_n) {
  if (last_n < 0) return draft.history;
  return draft.history.last(std::min(draft.history.size(), static_cast<size_t>(last_n)));
}

}  // namespace hearth::sampling
