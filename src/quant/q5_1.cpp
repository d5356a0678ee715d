// Q5_1 (drawn in the header). The grid spans the block's smallest and largest weight.
#include "quant/q5_1.h"

#include <cstddef>

#include "base/float16.h"
#include "quant/blocks.h"
#include "quant/nearest_level.h"

namespace hearth::quant {

void unpack_levels(const BlockQ5_1& block, int8_t (&levels)[BlockQ5_1::kWeights]) {
  const uint32_t high = block.qh;
  for (int i = 0; i < 16; ++i) {
    levels[i] = static_cast<int8_t>((block.qs[i] & 15) | (high >> i & 1) << 4);
    levels[i + 16] = static_cast<int8_t>((block.qs[i] >> 4) | (high >> (i + 16) & 1) << 4);
  }
}

void decode_q5_1(const uint8_t* blocks, float* out, size_t n) {
  decode_each<BlockQ5_1>(blocks, out, n, [](const BlockQ5_1& block, float* weights) {
    int8_t levels[BlockQ5_1::kWeights];
    unpack_levels(block, levels);
    const float d = f32_from_f16(block.d), m = f32_from_f16(block.m);
    for (int i = 0; i < BlockQ5_1::kWeights; ++i) weights[i] = d * static_cast<float>(levels[i]) + m;
  });
}

void encode_q5_1(const float* weights, uint8_t* blocks, size_t n) {
  encode_each<BlockQ5_1>(weights, blocks, n, [](const float* x) {
    const Range range = range_of(x);
    const float d = (range.high - range.low) / 31;
    const float inverse = inverse_scale(d);
    uint8_t levels[BlockQ5_1::kWeights];
    for (int i = 0; i < BlockQ5_1::kWeights; ++i) {
      levels[i] = truncate_to_level((x[i] - range.low) * inverse + 0.5f, 31);
    }
    BlockQ5_1 block{.d = f16_from_f32(d), .m = f16_from_f32(range.low), .qh = pack_fifth_bits(levels), .qs = {}};
    pack_nibbles(levels, block.qs);
    return block;
  });
}

}  // namespace hearth::quant
