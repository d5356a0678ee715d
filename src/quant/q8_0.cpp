// Q8_0 (drawn in the header). The weight of largest magnitude takes level 127 or -127; halves round away from zero.
#include "quant/q8_0.h"

#include <cmath>
#include <cstddef>

#include "base/float16.h"
#include "quant/blocks.h"
#include "quant/nearest_level.h"
#include "quant/signed_extreme.h"

namespace hearth::quant {

namespace {

// std::round without the library call. Adding 0.5 and truncating would be wrong just below a half, where the sum
// rounds up to the next integer; the remainder of the truncation is exact.
int8_t round_half_away(float position) {
  const float magnitude = std::fabs(position);
  const int whole = truncate_to_level(magnitude, 127);
  const int rounded = whole + (magnitude - static_cast<float>(whole) >= 0.5f && whole < 127 ? 1 : 0);
  return static_cast<int8_t>(position < 0 ? -rounded : rounded);
}

}  // namespace

void decode_q8_0(const uint8_t* blocks, float* out, size_t n) {
  decode_each<BlockQ8_0>(blocks, out, n, [](const BlockQ8_0& block, float* weights) {
    const float d = f32_from_f16(block.d);
    for (int i = 0; i < BlockQ8_0::kWeights; ++i) weights[i] = static_cast<float>(block.qs[i]) * d;
  });
}

void encode_q8_0(const float* weights, uint8_t* blocks, size_t n) {
  encode_each<BlockQ8_0>(weights, blocks, n, [](const float* x) {
    const float d = std::fabs(signed_extreme(x, kSmallBlock)) / 127;
    const float inverse = inverse_scale(d);
    BlockQ8_0 block{.d = f16_from_f32(d), .qs = {}};
    for (int i = 0; i < BlockQ8_0::kWeights; ++i) block.qs[i] = round_half_away(x[i] * inverse);
    return block;
  });
}

}  // namespace hearth::quant
