// Q4_1: 32 weights on 16 evenly spaced levels from a minimum upwards. weight = d * q + m, q in 0..15.
//
//   byte  0         2         4                                              20
//         +---------+---------+----------------------------------------------+
//         | d: half | m: half | qs: byte i has weight i in its low nibble    |
//         |         |         |     and weight i + 16 in its high nibble     |
//         +---------+---------+----------------------------------------------+
#pragma once

#include <cstdint>

namespace hearth::quant {

struct [[gnu::packed]] BlockQ4_1 {
  static constexpr int kWeights = 32;
  uint16_t d;  // half
  uint16_t m;  // half, added
  uint8_t qs[16];
};
static_assert(sizeof(BlockQ4_1) == 20);

// Weight i is d * levels[i] + m; levels are 0..15.
void unpack_levels(const BlockQ4_1& block, int8_t (&levels)[BlockQ4_1::kWeights]);

}  // namespace hearth::quant
