// top_k (Fan et al. 2018): the k highest logits.
#include <algorithm>

#include "sampling/draft.h"
#include "sampling/narrow.h"

namespace hearth::sampling {

void top_k(Draft& draft, const SamplerOptions& options) {
  if (options.top_k <= 0) return;
  const size_t k = std::max(static_cast<size_t>(options.top_k), least_kept(options));
  if (k < draft.logits.size()) keep_highest(draft, k);
}

}  // namespace hearth::sampling
