// temperature: the logits divided by it. Not called with 0, which is greedy.
#include "sampling/draft.h"
#include "sampling/selection.h"

namespace hearth::sampling {

void temperature(Draft& draft, const SamplerOptions& options) {
  if (options.temperature == 1) return;
  for (Candidate& candidate : draft.candidates) candidate.logit = finite(candidate.logit / options.temperature);
}

}  // namespace hearth::sampling
