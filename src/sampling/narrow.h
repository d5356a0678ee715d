// Narrowing: the few ways in which stages cut down the choice, for a vocabulary and for a list alike.
#pragma once

#include "sampling/draft.h"

namespace hearth::sampling {

// The choice as a list, without cutting anything but excluded tokens.
void list(Draft& draft);

// Only the k highest stay, k being at least 1.
void keep_highest(Draft& draft, size_t k);

// Only logits of `bound` or more stay, but at least the `at_least` highest. When they are many, a vocabulary stays one:
// the others are excluded, and nothing is listed.
void keep_from(Draft& draft, double bound, size_t at_least);

// The weight of the whole choice at the draft's temperature, relative to its highest logit; those of its parts are in
// draft.weights.
double total_weight(Draft& draft, float highest);

}  // namespace hearth::sampling
