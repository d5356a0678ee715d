#include "quant/scaled_block.h"

#include <algorithm>
#include <cmath>

#include "base/float16.h"

namespace hearth::quant {

namespace {

constexpr float kLargestWeight = 0x1p28f;  // above what any format reaches: 65504 * 128 * 32
constexpr float kVanishing = 0x1p-25f;     // half of the smallest half
constexpr float kLargestHalf = 65504;

float bounded(float weight) {
  if (std::isnan(weight)) return 0;
  return std::clamp(weight, -kLargestWeight, kLargestWeight);
}

}  // namespace

ScaledBlock scale_block(const float* weights, int sub_block_size) {
  ScaledBlock block{};
  block.unit = 1;
  float largest = 0;
  for (int i = 0; i < kLargeBlock; ++i) {
    block.x[i] = bounded(weights[i]);
    largest = std::max(largest, std::fabs(block.x[i]));
  }
  if (largest < kVanishing) {
    std::fill_n(block.x, kLargeBlock, 0.0f);
    return block;
  }
  int exponent;
  std::frexp(largest, &exponent);
  block.unit = std::ldexp(1.0f, exponent);
  const float inverse_unit = std::ldexp(1.0f, -exponent);
  for (float& x : block.x) x *= inverse_unit;
  for (int first = 0; first < kLargeBlock; first += sub_block_size) {
    float squares = 0;
    for (int i = first; i < first + sub_block_size; ++i) squares += block.x[i] * block.x[i];
    const float rms = std::sqrt(squares / static_cast<float>(sub_block_size));
    for (int i = first; i < first + sub_block_size; ++i) block.importance[i] = rms + std::fabs(block.x[i]);
  }
  return block;
}

StoredHalf nearest_half(float scale, float unit) {
  const uint16_t bits = f16_from_f32(std::clamp(scale * unit, -kLargestHalf, kLargestHalf));
  return {bits, f32_from_f16(bits) / unit};
}

StoredHalf half_reaching(float extreme, int top_scale, float unit) {
  const StoredHalf nearest = nearest_half(extreme / static_cast<float>(top_scale), unit);
  const float reach = std::fabs(nearest.value) * (static_cast<float>(top_scale) + 0.5f);
  if (reach >= std::fabs(extreme) || std::fabs(f32_from_f16(nearest.bits)) >= kLargestHalf) return nearest;
  const auto next = static_cast<uint16_t>(nearest.bits + 1);
  return {next, f32_from_f16(next) / unit};
}

}  // namespace hearth::quant
