// Q5_0: 32 weights on 32 evenly spaced levels around zero. weight = d * (q - 16), q in 0..31.
//
//   byte  0         2                   6                                    22
//         +---------+-------------------+------------------------------------+
//         | d: half | qh: bit i is the  | qs: low four bits; byte i has      |
//         |         | fifth bit of      | weight i in its low nibble and     |
//         |         | weight i          | weight i + 16 in its high nibble   |
//         +---------+-------------------+------------------------------------+
#pragma once

#include <cstdint>

namespace hearth::quant {

struct [[gnu::packed]] BlockQ5_0 {
  static constexpr int kWeights = 32;
  uint16_t d;  // half
  uint32_t qh;
  uint8_t qs[16];
};
static_assert(sizeof(BlockQ5_0) == 22);

// Weight i is d * levels[i]; levels are -16..15.
void unpack_levels(const BlockQ5_0& block, int8_t (&levels)[BlockQ5_0::kWeights]);

}  // namespace hearth::quant
