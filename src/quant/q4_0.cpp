// Q4_0 (drawn in the header). The weight of largest magnitude takes level -8, so the grid may be mirrored.
#include "quant/q4_0.h"

#include <cstddef>

#include "base/float16.h"
#include "quant/blocks.h"
#include "quant/nearest_level.h"
#include "quant/signed_extreme.h"

namespace hearth::quant {

void unpack_levels(const BlockQ4_0& block, int8_t (&levels)[BlockQ4_0::kWeights]) {
  for (int i = 0; i < 16; ++i) {
    levels[i] = static_cast<int8_t>((block.qs[i] & 15) - 8);
    levels[i + 16] = static_cast<int8_t>((block.qs[i] >> 4) - 8);
  }
}

void decode_q4_0(const uint8_t* blocks, float* out, size_t n) {
  decode_each<BlockQ4_0>(blocks, out, n, [](const BlockQ4_0& block, float* weights) {
    int8_t levels[BlockQ4_0::kWeights];
    unpack_levels(block, levels);
    const float d = f32_from_f16(block.d);
    for (int i = 0; i < BlockQ4_0::kWeights; ++i) weights[i] = d * static_cast<float>(levels[i]);
  });
}

void encode_q4_0(const float* weights, uint8_t* blocks, size_t n) {
  encode_each<BlockQ4_0>(weights, blocks, n, [](const float* x) {
    const float d = signed_extreme(x, kSmallBlock) / -8;
    const float inverse = inverse_scale(d);
    uint8_t levels[BlockQ4_0::kWeights];
    for (int i = 0; i < BlockQ4_0::kWeights; ++i) levels[i] = truncate_to_level(x[i] * inverse + 8.5f, 15);
    BlockQ4_0 block{.d = f16_from_f32(d), .qs = {}};
    pack_nibbles(levels, block.qs);
    return block;
  });
}

}  // namespace hearth::quant
