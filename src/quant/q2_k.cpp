// Q2_K (drawn in the header).
#include "quant/q2_k.h"

#include <cstddef>

#include "base/float16.h"
#include "quant/blocks.h"
#include "quant/sub_block_fit.h"

namespace hearth::quant {

void unpack_levels(const BlockQ2_K& block, int8_t (&levels)[BlockQ2_K::kWeights]) {
  for (int part = 0; part < 8; ++part) {  // 32 weights whose levels lie in the same bits
    const uint8_t* qs = block.qs + part / 4 * 32;
    const int shift = part % 4 * 2;
    for (int l = 0; l < 32; ++l) levels[32 * part + l] = static_cast<int8_t>(qs[l] >> shift & 3);
  }
}

void decode_q2_k(const uint8_t* blocks, float* out, size_t n) {
  decode_each<BlockQ2_K>(blocks, out, n, [](const BlockQ2_K& block, float* weights) {
    int8_t levels[BlockQ2_K::kWeights];
    unpack_levels(block, levels);
    const float d = f32_from_f16(block.d), dmin = f32_from_f16(block.dmin);
    for (int j = 0; j < 16; ++j) {
      const float scale = d * static_cast<float>(block.scales[j] & 15);
      const float min = dmin * static_cast<float>(block.scales[j] >> 4);
      for (int i = 16 * j; i < 16 * (j + 1); ++i) weights[i] = scale * static_cast<float>(levels[i]) - min;
    }
  });
}

void encode_q2_k(const float* weights, uint8_t* blocks, size_t n) {
  encode_each<BlockQ2_K>(weights, blocks, n, [](const float* x) {
    const AffineBlock fit = fit_affine(x, {.sub_blocks = 16, .top_level = 3, .top_scale = 15});
    BlockQ2_K block{.scales = {}, .qs = {}, .d = fit.d, .dmin = fit.dmin};
    for (int j = 0; j < 16; ++j) block.scales[j] = static_cast<uint8_t>(fit.scale[j] | fit.min[j] << 4);
    for (int i = 0; i < 64; ++i) {
      const int8_t* q = fit.levels + i / 32 * 128 + i % 32;
      block.qs[i] = static_cast<uint8_t>(q[0] | q[32] << 2 | q[64] << 4 | q[96] << 6);
    }
    return block;
  });
}

}  // namespace hearth::quant
