// top_k (Fan et al. 2018): the k highest logits become the candidates; with k off, all do.
#include "sampling/draft.h"
#include "sampling/selection.h"

namespace hearth::sampling {

void top_k(Draft& draft, const SamplerOptions& options) {
  const size_t n_vocab = draft.logits.size();
  draft.sorted = options.top_k > 0 && static_cast<size_t>(options.top_k) < n_vocab;
  if (draft.sorted) return highest(draft.logits, static_cast<size_t>(options.top_k), draft.candidates);
  draft.candidates.resize(n_vocab);
  for (size_t i = 0; i < n_vocab; ++i) draft.candidates[i] = {static_cast<int32_t>(i), finite(draft.logits[i])};
}

}  // namespace hearth::sampling
