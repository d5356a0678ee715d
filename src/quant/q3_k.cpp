// Q3_K (drawn in the header).
#include "quant/q3_k.h"

#include <cstddef>

#include "base/float16.h"
#include "quant/blocks.h"
#include "quant/k_scales.h"
#include "quant/sub_block_fit.h"

namespace hearth::quant {

void unpack_levels(const BlockQ3_K& block, int8_t (&levels)[BlockQ3_K::kWeights]) {
  for (int part = 0; part < 8; ++part) {  // 32 weights whose levels lie in the same bits
    const uint8_t* qs = block.qs + part / 4 * 32;
    const int shift = part % 4 * 2;
    for (int l = 0; l < 32; ++l) {
      levels[32 * part + l] = static_cast<int8_t>((qs[l] >> shift & 3) + 4 * (block.hmask[l] >> part & 1) - 4);
    }
  }
}

void decode_q3_k(const uint8_t* blocks, float* out, size_t n) {
  decode_each<BlockQ3_K>(blocks, out, n, [](const BlockQ3_K& block, float* weights) {
    int8_t levels[BlockQ3_K::kWeights], scales[16];
    unpack_levels(block, levels);
    unpack_signed_scales(block.scales, scales);
    const float d = f32_from_f16(block.d);
    for (int j = 0; j < 16; ++j) {
      const float scale = d * static_cast<float>(scales[j]);
      for (int i = 16 * j; i < 16 * (j + 1); ++i) weights[i] = scale * static_cast<float>(levels[i]);
    }
  });
}

void encode_q3_k(const float* weights, uint8_t* blocks, size_t n) {
  encode_each<BlockQ3_K>(weights, blocks, n, [](const float* x) {
    const SignedBlock fit = fit_signed(x, {.lowest_level = -4, .lowest_scale = -32});
    BlockQ3_K block{.hmask = {}, .qs = {}, .scales = {}, .d = fit.d};
    pack_signed_scales(fit.scale, block.scales);
    for (int part = 0; part < 8; ++part) {
      for (int l = 0; l < 32; ++l) {
        const int biased = fit.levels[32 * part + l] + 4;
        uint8_t& qs = block.qs[part / 4 * 32 + l];
        qs = static_cast<uint8_t>(qs | (biased & 3) << (part % 4 * 2));
        block.hmask[l] = static_cast<uint8_t>(block.hmask[l] | (biased >> 2) << part);
      }
    }
    return block;
  });
}

}  // namespace hearth::quant
