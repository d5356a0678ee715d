// Q4_K (drawn in the header).
#include "quant/q4_k.h"

#include <algorithm>
#include <cstddef>

#include "base/float16.h"
#include "quant/blocks.h"
#include "quant/k_scales.h"
#include "quant/sub_block_fit.h"

namespace hearth::quant {

void unpack_levels(const BlockQ4_K& block, int8_t (&levels)[BlockQ4_K::kWeights]) {
  for (int g = 0; g < 4; ++g) {
    for (int l = 0; l < 32; ++l) {
      levels[64 * g + l] = static_cast<int8_t>(block.qs[32 * g + l] & 15);
      levels[64 * g + 32 + l] = static_cast<int8_t>(block.qs[32 * g + l] >> 4);
    }
  }
}

void decode_q4_k(const uint8_t* blocks, float* out, size_t n) {
  decode_each<BlockQ4_K>(blocks, out, n, [](const BlockQ4_K& block, float* weights) {
    int8_t levels[BlockQ4_K::kWeights];
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

void encode_q4_k(const float* weights, uint8_t* blocks, size_t n) {
  encode_each<BlockQ4_K>(weights, blocks, n, [](const float* x) {
    const AffineBlock fit = fit_affine(x, {.sub_blocks = 8, .top_level = 15, .top_scale = 63});
    BlockQ4_K block{.d = fit.d, .dmin = fit.dmin, .scales = {}, .qs = {}};
    ScaleMin s;
    std::copy_n(fit.scale, 8, s.scale);
    std::copy_n(fit.min, 8, s.min);
    pack_scale_min(s, block.scales);
    for (int i = 0; i < 128; ++i) {
      const int8_t* q = fit.levels + i / 32 * 64 + i % 32;
      block.qs[i] = static_cast<uint8_t>(q[0] | q[32] << 4);
    }
    return block;
  });
}

}  // namespace hearth::quant
