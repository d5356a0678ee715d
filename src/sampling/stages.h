// The pipeline: the stages of stages.def in their order.
#pragma once

#include "sampling/draft.h"

namespace hearth::sampling {

// Applies the stages that the options ask for. Temperature 0 means those only that change logits: greedy takes the
// highest logit that they leave.
void apply_stages(Draft& draft, const SamplerOptions& options);

}  // namespace hearth::sampling
