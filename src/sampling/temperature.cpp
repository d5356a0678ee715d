// temperature: the logits divided by it. Not called with 0, which is greedy.
#include "sampling/draft.h"

namespace hearth::sampling {

void temperature(Draft& draft, const SamplerOptions& options) {
  draft.temperature = static_cast<double>(options.temperature);
}

}  // namespace hearth::sampling
