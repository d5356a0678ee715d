// Q6_K: 256 weights in 16 sub-blocks of 16, each with its own signed 8-bit scale.
// weight = (d * scale) * q, q in -32..31.
//
//   byte  0                        128                  192                     208       210
//         +------------------------+--------------------+-----------------------+---------+
//         | ql: bits 0..3 of       | qh: bits 4 and 5   | scales: signed byte j | d: half |
//         | q + 32                 | of q + 32          | for sub-block j       |         |
//         +------------------------+--------------------+-----------------------+---------+
//
//   Both halves of 128 weights lie one after the other, 64 bytes of ql and 32 of qh each. Within a half,
//   ql byte l has weight l in its low nibble and weight l + 64 in its high nibble (l = 0..63), and
//   qh byte l has weights l, l + 32, l + 64, l + 96 from its lowest two bits to its highest (l = 0..31).
#pragma once

#include <cstdint>

namespace hearth::quant {

struct [[gnu::packed]] BlockQ6_K {
  static constexpr int kWeights = 256;
  uint8_t ql[128];
  uint8_t qh[64];
  int8_t scales[16];
  uint16_t d;  // half
};
static_assert(sizeof(BlockQ6_K) == 210);

// levels are -32..31.
void unpack_levels(const BlockQ6_K& block, int8_t (&levels)[BlockQ6_K::kWeights]);

}  // namespace hearth::quant
