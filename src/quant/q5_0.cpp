// Q5_0 (drawn in the header). The weight of largest magnitude takes level -16, so the grid may be mirrored.
#include "quant/q5_0.h"

#include <cstddef>

#include "base/float16.h"
#include "quant/blocks.h"
#include "quant/nearest_level.h"
#include "quant/signed_extreme.h"

namespace hearth::quant {

void unpack_levels(const BlockQ5_0& block, int8_t (&levels)[BlockQ5_0::kWeights]) {
  const uint32_t high = block.qh;
  for (int i = 0; i < 16; ++i) {
    levels[i] = static_cast<int8_t>(((block.qs[i] & 15) | (high >> i & 1) << 4) - 16);
    levels[i + 16] = static_cast<int8_t>(((block.qs[i] >> 4) | (high >> (i + 16) & 1) << 4) - 16);
  }
}

void decode_q5_0(const uint8_t* blocks, float* out, size_t n) {
  decode_each<BlockQ5_0>(blocks, out, n, [](const BlockQ5_0& block, float* weights) {
    int8_t levels[BlockQ5_0::kWeights];
    unpack_levels(block, levels);
    const float d = f32_from_f16(block.d);
    for (int i = 0; i < BlockQ5_0::kWeights; ++i) weights[i] = d * static_cast<float>(levels[i]);
  });
}

void encode_q5_0(const float* weights, uint8_t* blocks, size_t n) {
  encode_each<BlockQ5_0>(weights, blocks, n, [](const float* x) {
    const float d = signed_extreme(x, kSmallBlock) / -16;
    const float inverse = inverse_scale(d);
    uint8_t levels[BlockQ5_0::kWeights];
    for (int i = 0; i < BlockQ5_0::kWeights; ++i) levels[i] = truncate_to_level(x[i] * inverse + 16.5f, 31);
    BlockQ5_0 block{.d = f16_from_f32(d), .qh = pack_fifth_bits(levels), .qs = {}};
    pack_nibbles(levels, block.qs);
    return block;
  });
}

}  // namespace hearth::quant
