// mirostat (Basu et al. 2021): a controller that keeps the surprise of the text near a target, tau bits per token. It
// cuts by a limit, draft.mirostat_limit, and after each token moves the limit by eta times how far its surprise was
// from the target. The limit depends on the tokens of its own sequence and on nothing else.
#pragma once

#include "sampling/draft.h"

namespace hearth::sampling {

// The limit at the beginning of a sequence.
double first_mirostat_limit(const SamplerOptions& options);

// Moves the limit after a token was drawn that had this probability among those that mirostat let pass.
void learn_from(double probability, Draft& draft, const SamplerOptions& options);

}  // namespace hearth::sampling
