// Draw: the last act of sampling, one token by its probability.
#pragma once

#include "sampling/draft.h"

namespace hearth::sampling {

struct Drawn {
  int32_t id;
  double probability;  // that this one would be drawn; above 0
};

// The token in whose share of the total weight `point`, in [0, 1), lies.
Drawn draw(Draft& draft, double point);

}  // namespace hearth::sampling
