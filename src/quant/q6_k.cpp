// Q6_K (drawn in the header).
#include "quant/q6_k.h"

#include <algorithm>
#include <cstddef>

#include "base/float16.h"
#include "quant/blocks.h"
#include "quant/sub_block_fit.h"

namespace hearth::quant {

void unpack_levels(const BlockQ6_K& block, int8_t (&levels)[BlockQ6_K::kWeights]) {
  for (int part = 0; part < 8; ++part) {  // 32 weights whose levels lie in the same bits
    const uint8_t* ql = block.ql + part / 4 * 64 + part % 2 * 32;
    const uint8_t* qh = block.qh + part / 4 * 32;
    const int low_shift = part % 4 / 2 * 4, high_shift = part % 4 * 2;
    for (int l = 0; l < 32; ++l) {
      levels[32 * part + l] = static_cast<int8_t>(((ql[l] >> low_shift & 15) | (qh[l] >> high_shift & 3) << 4) - 32);
    }
  }
}

void decode_q6_k(const uint8_t* blocks, float* out, size_t n) {
  decode_each<BlockQ6_K>(blocks, out, n, [](const BlockQ6_K& block, float* weights) {
    int8_t levels[BlockQ6_K::kWeights];
    unpack_levels(block, levels);
    const float d = f32_from_f16(block.d);
    for (int j = 0; j < 16; ++j) {
      const float scale = d * static_cast<float>(block.scales[j]);
      for (int i = 16 * j; i < 16 * (j + 1); ++i) weights[i] = scale * static_cast<float>(levels[i]);
    }
  });
}

void encode_q6_k(const float* weights, uint8_t* blocks, size_t n) {
  encode_each<BlockQ6_K>(weights, blocks, n, [](const float* x) {
    const SignedBlock fit = fit_signed(x, {.lowest_level = -32, .lowest_scale = -128});
    BlockQ6_K block{.ql = {}, .qh = {}, .scales = {}, .d = fit.d};
    std::copy_n(fit.scale, 16, block.scales);
    for (int part = 0; part < 8; ++part) {
      for (int l = 0; l < 32; ++l) {
        const int biased = fit.levels[32 * part + l] + 32;
        uint8_t& ql = block.ql[part / 4 * 64 + part % 2 * 32 + l];
        uint8_t& qh = block.qh[part / 4 * 32 + l];
        ql = static_cast<uint8_t>(ql | (biased & 15) << (part % 4 / 2 * 4));
        qh = static_cast<uint8_t>(qh | (biased >> 4) << (part % 4 * 2));
      }
    }
    return block;
  });
}

}  // namespace hearth::quant
