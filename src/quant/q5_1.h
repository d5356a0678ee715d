// Q5_1: 32 weights on 32 evenly spaced levels from a minimum upwards. weight = d * q + m, q in 0..31.
//
//   byte  0         2         4                   8                          24
//         +---------+---------+-------------------+--------------------------+
//         | d: half | m: half | qh: bit i is the  | qs: low four bits; as in |
//         |         |         | fifth bit of      | Q5_0: weights i and      |
//         |         |         | weight i          | i + 16 share byte i      |
//         +---------+---------+-------------------+--------------------------+
#pragma once

#include <cstdint>

namespace hearth::quant {

struct [[gnu::packed]] BlockQ5_1 {
  static constexpr int kWeights = 32;
  uint16_t d;  // half
  uint16_t m;  // half, added
  uint32_t qh;
  uint8_t qs[16];
};
static_assert(sizeof(BlockQ5_1) == 24);

// Weight i is d * levels[i] + m; levels are 0..31.
void unpack_levels(const BlockQ5_1& block, int8_t (&levels)[BlockQ5_1::kWeights]);

}  // namespace hearth::quant
