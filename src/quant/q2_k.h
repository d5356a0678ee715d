// Q2_K: 256 weights in 16 sub-blocks of 16, each with its own 4-bit scale and minimum.
// weight = (d * scale) * q - (dmin * min), q in 0..3.
//
//   byte  0                        16                             80        82           84
//         +------------------------+------------------------------+---------+------------+
//         | scales: byte j has the | qs: four 2-bit levels a byte | d: half | dmin: half |
//         | scale of sub-block j   |                              |         |            |
//         | in its low nibble, the |                              |         |            |
//         | minimum in its high    |                              |         |            |
//         +------------------------+------------------------------+---------+------------+
//
//   qs: bytes 0..31 hold weights 0..127, bytes 32..63 weights 128..255. Within such a half, byte l holds
//       weights l, l + 32, l + 64, l + 96 from its lowest two bits to its highest.
#pragma once

#include <cstdint>

namespace hearth::quant {

struct [[gnu::packed]] BlockQ2_K {
  static constexpr int kWeights = 256;
  uint8_t scales[16];
  uint8_t qs[64];
  uint16_t d;     // half
  uint16_t dmin;  // half
};
static_assert(sizeof(BlockQ2_K) == 84);

// levels are 0..3.
void unpack_levels(const BlockQ2_K& block, int8_t (&levels)[BlockQ2_K::kWeights]);

}  // namespace hearth::quant
