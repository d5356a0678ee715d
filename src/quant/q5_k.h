// Q5_K: 256 weights in 8 sub-blocks of 32, each with its own 6-bit scale and minimum.
// weight = (d * scale) * q - (dmin * min), q in 0..31.
//
//   byte  0         2            4             16                    48                 176
//         +---------+------------+-------------+---------------------+------------------+
//         | d: half | dmin: half | scales:     | qh: bit j of byte l | qs: low four     |
//         |         |            | k_scales.h  | is the fifth bit of | bits, placed as  |
//         |         |            |             | weight 32 j + l     | in Q4_K          |
//         +---------+------------+-------------+---------------------+------------------+
#pragma once

#include <cstdint>

namespace hearth::quant {

struct [[gnu::packed]] BlockQ5_K {
  static constexpr int kWeights = 256;
  uint16_t d;     // half
  uint16_t dmin;  // half
  uint8_t scales[12];
  uint8_t qh[32];
  uint8_t qs[128];
};
static_assert(sizeof(BlockQ5_K) == 176);

// levels are 0..31.
void unpack_levels(const BlockQ5_K& block, int8_t (&levels)[BlockQ5_K::kWeights]);

}  // namespace hearth::quant
