// Q5_K (drawn in the header).
#include "quant/q5_k.h"

#include <algorithm>
#include <cstddef>

#include "base/float16.h"
#include "quant/blocks.h"
#include "quant/k_scales.h"
#include "quant/sub_block_fit.h"

namespace hearth::quant {

void unpack_levels(const BlockQ5_K& block, int8_t (&levels)[BlockQ5_K::kWeights]) {
  for (int j = 0; j < 8; ++j) {
    const uint8_t* qs = block.qs + j / 2 * 32;
    const int shift = j % 2 * 4;
    for (int l = 0; l < 32; ++l) {
      levels[32 * j + l] = static_cast<int8_t>((qs[l] >> shift & 15) | (block.qh[l] >> j & 1) << 4);
    }
  }
}

void decode_q5_k(const uint8_t* blocks, float* out, size_t n) {
  decode_each<BlockQ5_K>(blocks, out, n, [](const BlockQ5_K& block, float* weights) {
    int8_t levels[BlockQ5_K::kWeights];
    unpack_levels(block, levels);
    const ScaleMin s = unpack_scale_min(block.scales);
    const float d = f32_from_f16(block.d), dmin = f32_from_f16(block.dmin);
    for (int j = 0; j < 8; ++j) {
      const float scale = d * static_cast<float>(s.scale[j]);
      const float min = dmin * static_cast<float>(s.min[j]);
      for (int i = 32 * j; i < 32 * (j + 1); ++i) weights[i] = scale * static_cast<float>(levels[i]) - min;
    }
  });
}

void encode_q5_k(const float* weights, uint8_t* blocks, size_t n) {
  encode_each<BlockQ5_K>(weights, blocks, n, [](const float* x) {
    const AffineBlock fit = fit_affine(x, {.sub_blocks = 8, .top_level = 31, .top_scale = 63});
    BlockQ5_K block{.d = fit.d, .dmin = fit.dmin, .scales = {}, .qh = {}, .qs = {}};
    ScaleMin s;
    std::copy_n(fit.scale, 8, s.scale);
    std::copy_n(fit.min, 8, s.min);
    pack_scale_min(s, block.scales);
    for (int j = 0; j < 8; ++j) {
      for (int l = 0; l < 32; ++l) {
        const int level = fit.levels[32 * j + l];
        uint8_t& qs = block.qs[j / 2 * 32 + l];
        qs = static_cast<uint8_t>(qs | (level & 15) << (j % 2 * 4));
        block.qh[l] = static_cast<uint8_t>(block.qh[l] | (level >> 4) << j);
      }
    }
    return block;
  });
}

}  // namespace hearth::quant
