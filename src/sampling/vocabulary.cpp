#include "sampling/vocabulary.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <numbers>

#include "sampling/selection.h"
#include "sampling/softmax.h"

namespace hearth::sampling {
namespace {

constexpr float kLowestExponent = -126;  // of a power of two that is not subnormal

// 2^x, within 3e-7 relatively, for x from -126 to 0; anything else gives any number. As in portable_exp, adding
// kToInteger rounds to an integer, which is then in the lowest bits. The series of e^(r ln 2) goes to r^6, whose next
// term is below 2e-7.
inline float exp2_down(float x) {
  constexpr float kToInteger = 0x1.8p23f, kLn2 = std::numbers::ln2_v<float>;
  constexpr float kLn2To2 = kLn2 * kLn2, kLn2To3 = kLn2To2 * kLn2;
  const float shifted = x + kToInteger;
  const float r = x - (shifted - kToInteger);  // in [-1/2, 1/2]
  float sum = kLn2To3 * kLn2To3 / 720;
  sum = sum * r + kLn2To3 * kLn2To2 / 120;
  sum = sum * r + kLn2To2 * kLn2To2 / 24;
  sum = sum * r + kLn2To3 / 6;
  sum = sum * r + kLn2To2 / 2;
  sum = sum * r + kLn2;
  sum = sum * r + 1;
  return std::bit_cast<float>(std::bit_cast<uint32_t>(sum) + (std::bit_cast<uint32_t>(shifted) << 23));
}

inline float weight_of(float logit, WeightScale scale) {
  constexpr float kHighest = std::numeric_limits<float>::max();
  const float bounded = logit > kHighest ? kHighest : logit;  // infinity counts as the highest number, NaN stays
  const float exponent = (bounded - scale.highest) * scale.inverse_temperature;
  return choose(exponent > kLowestExponent, exp2_down(exponent), 0);  // NaN is not
}

// In sums side by side, in which compilers find vectors, then one after the other.
double block_sum(std::span<const float> block, WeightScale scale) {
  constexpr size_t kLanes = 64;
  float lanes[kLanes] = {};
  size_t i = 0;
  for (; i + kLanes <= block.size(); i += kLanes) {
    const float* logits = block.data() + i;
    for (size_t j = 0; j < kLanes; ++j) lanes[j] += weight_of(logits[j], scale);
  }
  for (size_t j = 0; i + j < block.size(); ++j) lanes[j] += weight_of(block[i + j], scale);
  double total = 0;
  for (const float lane : lanes) total += static_cast<double>(lane);
  return total;
}

}  // namespace

WeightScale weight_scale(float highest, double temperature) {
  // So hot that a logit of an ordinary size makes no difference any more, and still an excluded one has no weight.
  constexpr double kHottest = 1e20;
  const double inverse = std::numbers::log2e / std::min(temperature, kHottest);
  constexpr double kMost = static_cast<double>(std::numeric_limits<float>::max());
  return {.highest = highest, .inverse_temperature = static_cast<float>(std::min(inverse, kMost))};
}

void weigh_block(std::span<const float> block, WeightScale scale, float* weights) {
  for (size_t i = 0; i < block.size(); ++i) weights[i] = weight_of(block[i], scale);
}

double weigh_vocabulary(std::span<const float> logits, WeightScale scale, std::vector<double>& blocks) {
  blocks.clear();
  for (size_t i = 0; i < logits.size(); i += kWeightBlock) {
    blocks.push_back(block_sum(logits.subspan(i, std::min(kWeightBlock, logits.size() - i)), scale));
  }
  return sum(blocks);
}

}  // namespace hearth::sampling
