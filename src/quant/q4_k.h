// Q4_K: 256 weights in 8 sub-blocks of 32, each with its own 6-bit scale and minimum.
// weight = (d * scale) * q - (dmin * min), q in 0..15.
//
//   byte  0         2            4             16                                        144
//         +---------+------------+-------------+-----------------------------------------+
//         | d: half | dmin: half | scales:     | qs: byte 32 g + l has weight 64 g + l   |
//         |         |            | k_scales.h  | in its low nibble, weight 64 g + 32 + l |
//         |         |            |             | in its high nibble (g = 0..3)           |
//         +---------+------------+-------------+-----------------------------------------+
#pragma once

#include <cstdint>

namespace hearth::quant {

struct [[gnu::packed]] BlockQ4_K {
  static constexpr int kWeights = 256;
  uint16_t d;     // half
  uint16_t dmin;  // half
  uint8_t scales[12];
  uint8_t qs[128];
};
static_assert(sizeof(BlockQ4_K) == 144);

// levels are 0..15.
void unpack_levels(const BlockQ4_K& block, int8_t (&levels)[BlockQ4_K::kWeights]);

}  // namespace hearth::quant
