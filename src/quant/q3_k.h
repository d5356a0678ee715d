// Q3_K: 256 weights in 16 sub-blocks of 16, each with its own signed 6-bit scale.
// weight = (d * scale) * q, q in -4..3.
//
//   byte  0                    32                             96            108       110
//         +--------------------+------------------------------+-------------+---------+
//         | hmask: bit 2 of q  | qs: bits 0 and 1 of q + 4    | scales:     | d: half |
//         | + 4                |                              | k_scales.h  |         |
//         +--------------------+------------------------------+-------------+---------+
//
//   hmask: byte l holds weights l, l + 32, ..., l + 224 from its lowest bit to its highest.
//   qs:    as in Q2_K: within a half of 128 weights, byte l holds weights l, l + 32, l + 64, l + 96.
#pragma once

#include <cstdint>

namespace hearth::quant {

struct [[gnu::packed]] BlockQ3_K {
  static constexpr int kWeights = 256;
  uint8_t hmask[32];
  uint8_t qs[64];
  uint8_t scales[12];
  uint16_t d;  // half
};
static_assert(sizeof(BlockQ3_K) == 110);

// levels are -4..3.
void unpack_levels(const BlockQ3_K& block, int8_t (&levels)[BlockQ3_K::kWeights]);

}  // namespace hearth::quant
