// Q8_0: 32 weights on 255 evenly spaced levels around zero. weight = q * d, q in -127..127 (-128 is readable).
//
//   byte  0         2                                                        34
//         +---------+--------------------------------------------------------+
//         | d: half | qs: one signed byte a weight                           |
//         +---------+--------------------------------------------------------+
#pragma once

#include <cstdint>

namespace hearth::quant {

struct [[gnu::packed]] BlockQ8_0 {
  static constexpr int kWeights = 32;
  uint16_t d;  // half
  int8_t qs[32];
};
static_assert(sizeof(BlockQ8_0) == 34);

}  // namespace hearth::quant
