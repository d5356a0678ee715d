// The weight of largest magnitude: it sets the scale of every format whose levels lie around zero.
#pragma once

#include <cmath>

namespace hearth::quant {

// With its sign; the first one of equals. The magnitude is kept beside it because clang 19.1.7 at -O3 miscompiles the
// shorter loop that compares std::fabs(x[i]) with std::fabs(extreme): for some inputs it returns a smaller weight.
inline float signed_extreme(const float* x, int n) {
  float extreme = x[0], magnitude = std::fabs(x[0]);
  for (int i = 1; i < n; ++i) {
    const float candidate = std::fabs(x[i]);
    if (candidate > magnitude) {
      extreme = x[i];
      magnitude = candidate;
    }
  }
  return extreme;
}

}  // namespace hearth::quant
