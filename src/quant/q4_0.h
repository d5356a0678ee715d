// Q4_0: 32 weights on 16 evenly spaced levels around zero. weight = d * (q - 8), q in 0..15.
//
//   byte  0         2                                                        18
//         +---------+--------------------------------------------------------+
//         | d: half | qs: byte i has weight i in its low nibble              |
//         |         |            and weight i + 16 in its high nibble        |
//         +---------+--------------------------------------------------------+
#pragma once

#include <cstdint>

namespace hearth::quant {

struct [[gnu::packed]] BlockQ4_0 {
  static constexpr int kWeights = 32;
  uint16_t d;  // half
  uint8_t qs[16];
};
static_assert(sizeof(BlockQ4_0) == 18);

// Weight i is d * levels[i]; levels are -8..7.
void unpack_levels(const BlockQ4_0& block, int8_t (&levels)[BlockQ4_0::kWeights]);

}  // namespace hearth::quant
