// How well the encoders do, in measures that do not depend on how they search: error on several kinds of weights,
// the comparison with plain rounding, and what becomes of weights that no format can hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "base/float16.h"
#include "quant/format.h"

namespace hearth::quant {
namespace {

constexpr size_t kRow = 64 * 256;

using Weights = std::vector<float>;

Weights encoded_and_decoded(const FormatInfo& f, const Weights& weights) {
  std::vector<uint8_t> blocks(row_bytes(f, weights.size()));
  Weights out(weights.size());
  f.encode(weights.data(), blocks.data(), weights.size());
  f.decode(blocks.data(), out.data(), out.size());
  return out;
}

// Weight i of every kind of row; the seed is fixed, so every run sees the same rows.
std::map<std::string, Weights> kinds_of_rows() {
  std::mt19937 random(11);
  std::normal_distribution<float> normal(0, 1);
  std::uniform_real_distribution<float> uniform(-1, 1);
  const std::map<std::string, std::function<float(size_t)>> kinds = {
      {"gaussian", [&](size_t) { return 0.02f * normal(random); }},
      {"outliers", [&](size_t) { return 0.02f * normal(random) * (random() % 64 == 0 ? 20.0f : 1.0f); }},
      {"uniform", [&](size_t) { return uniform(random); }},
      {"positive", [&](size_t) { return std::fabs(normal(random)); }},
      {"negative", [&](size_t) { return -1 + 0.1f * normal(random); }},
      {"unequal sub-blocks", [&](size_t i) { return std::ldexp(normal(random), -static_cast<int>(i / 16 % 11)); }},
      {"mostly zeros", [&](size_t) { return random() % 20 == 0 ? normal(random) : 0.0f; }},
      {"constant blocks", [&](size_t i) { return 0.37f * (static_cast<float>(i / 256 % 7) - 3); }},
      {"near the smallest half", [&](size_t) { return 1e-6f * normal(random); }},
      {"denormals", [&](size_t) { return 1e-40f * normal(random); }},
      {"beyond the largest half", [&](size_t) { return 1e6f * normal(random); }},
      {"zeros", [&](size_t) { return 0.0f; }},
  };
  std::map<std::string, Weights> rows;
  for (const auto& [name, weight] : kinds) {
    Weights& row = rows[name];
    for (size_t i = 0; i < kRow; ++i) row.push_back(weight(i));
  }
  return rows;
}

// Root of the mean squared error, relative to the root mean square of the weights.
double relative_error(const Weights& weights, const Weights& decoded) {
  double error = 0, power = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    error += std::pow(static_cast<double>(decoded[i]) - weights[i], 2);
    power += std::pow(static_cast<double>(weights[i]), 2);
  }
  return std::sqrt(error / power);
}

struct Bounds {
  Format format;
  double gaussian, outliers;  // relative errors, a few percent above what was measured
};

class EncoderError : public testing::TestWithParam<Bounds> {};

INSTANTIATE_TEST_SUITE_P(Formats, EncoderError,
                         testing::Values(Bounds{Format::kF32, 0, 0}, Bounds{Format::kF16, 2.2e-4, 2.2e-4},
                                         Bounds{Format::kBF16, 1.9e-3, 1.9e-3}, Bounds{Format::kQ4_0, 0.092, 0.17},
                                         Bounds{Format::kQ4_1, 0.081, 0.12}, Bounds{Format::kQ5_0, 0.046, 0.090},
                                         Bounds{Format::kQ5_1, 0.040, 0.060}, Bounds{Format::kQ8_0, 0.0058, 0.0117},
                                         Bounds{Format::kQ2_K, 0.275, 0.21}, Bounds{Format::kQ3_K, 0.15, 0.155},
                                         Bounds{Format::kQ4_K, 0.073, 0.105}, Bounds{Format::kQ5_K, 0.036, 0.053},
                                         Bounds{Format::kQ6_K, 0.018, 0.034}),
                         [](const auto& param) { return std::string(quant::info(param.param.format).name); });

TEST_P(EncoderError, IsWithinTheBoundOfTheFormat) {
  const FormatInfo& f = info(GetParam().format);
  const auto rows = kinds_of_rows();
  const Weights &gaussian = rows.at("gaussian"), &outliers = rows.at("outliers");
  EXPECT_LE(relative_error(gaussian, encoded_and_decoded(f, gaussian)), GetParam().gaussian);
  EXPECT_LE(relative_error(outliers, encoded_and_decoded(f, outliers)), GetParam().outliers);
}

// Plain rounding with the largest scale, as anyone would write it from the drawings of the K formats.
struct PlainShape {
  Format format;
  int sub_block;  // weights
  float top_level, top_scale;
  bool has_minimum;
};

float plain_steps(float value, float step) { return step != 0 ? std::round(value / step) : 0; }

float as_half(float value) { return f32_from_f16(f16_from_f32(std::clamp(value, -65504.0f, 65504.0f))); }

Weights plainly_rounded(const PlainShape& shape, const Weights& weights) {
  Weights out(weights.size());
  const size_t n = static_cast<size_t>(shape.sub_block), subs = 256 / n;
  const float low_level = shape.has_minimum ? 0 : -shape.top_level - 1;
  const float low_scale = shape.has_minimum ? 0 : -shape.top_scale - 1;
  for (size_t block = 0; block < weights.size(); block += 256) {
    std::vector<float> scale(subs), min(subs);
    float largest_scale = 0, largest_magnitude = 0, largest_min = 0;
    for (size_t j = 0; j < subs; ++j) {
      const auto first = weights.begin() + static_cast<ptrdiff_t>(block + j * n);
      const auto [low, high] = std::minmax_element(first, first + static_cast<ptrdiff_t>(n));
      min[j] = shape.has_minimum ? -std::min(*low, 0.0f) : 0;
      scale[j] = shape.has_minimum ? (std::max(*high, *low) + min[j]) / shape.top_level
                                   : (std::fabs(*low) >= std::fabs(*high) ? *low : *high) / low_level;
      if (std::fabs(scale[j]) > largest_magnitude) {
        largest_scale = scale[j];
        largest_magnitude = std::fabs(scale[j]);
      }
      largest_min = std::max(largest_min, min[j]);
    }
    const float d = as_half(shape.has_minimum ? largest_scale / shape.top_scale : largest_scale / low_scale);
    const float dmin = as_half(largest_min / shape.top_scale);
    for (size_t i = block; i < block + 256; ++i) {
      const size_t j = (i - block) / n;
      const float a = d * std::clamp(plain_steps(scale[j], d), low_scale, shape.top_scale);
      const float b = dmin * std::clamp(plain_steps(min[j], dmin), 0.0f, shape.top_scale);
      out[i] = a * std::clamp(plain_steps(weights[i] + b, a), low_level, shape.top_level) - b;
    }
  }
  return out;
}

class KEncoder : public testing::TestWithParam<PlainShape> {
 protected:
  const FormatInfo& f = info(GetParam().format);
};

INSTANTIATE_TEST_SUITE_P(Formats, KEncoder,
                         testing::Values(PlainShape{Format::kQ2_K, 16, 3, 15, true},
                                         PlainShape{Format::kQ3_K, 16, 3, 31, false},
                                         PlainShape{Format::kQ4_K, 32, 15, 63, true},
                                         PlainShape{Format::kQ5_K, 32, 31, 63, true},
                                         PlainShape{Format::kQ6_K, 16, 31, 127, false}),
                         [](const auto& param) { return std::string(quant::info(param.param.format).name); });

double squared_error(const Weights& weights, const Weights& decoded) {
  double error = 0;
  for (size_t i = 0; i < weights.size(); ++i) error += std::pow(static_cast<double>(decoded[i]) - weights[i], 2);
  return error;
}

TEST_P(KEncoder, IsNeverWorseThanPlainRounding) {
  for (const auto& [kind, weights] : kinds_of_rows()) {
    const double ours = squared_error(weights, encoded_and_decoded(f, weights));
    const double plain = squared_error(weights, plainly_rounded(GetParam(), weights));
    EXPECT_LE(ours, plain * (1 + 1e-5)) << kind;
  }
}

// In a single block the largest weights may gain at the cost of small ones, so the error counts as the encoder
// counts it: by the weight's magnitude plus the root mean square of its sub-block.
TEST_P(KEncoder, IsNeverWorseThanPlainRoundingInAnyBlockWhenLargeWeightsCountForMore) {
  const size_t n = static_cast<size_t>(GetParam().sub_block);
  for (const auto& [kind, weights] : kinds_of_rows()) {
    const Weights ours = encoded_and_decoded(f, weights), plain = plainly_rounded(GetParam(), weights);
    for (size_t block = 0; block < kRow; block += 256) {
      double our_error = 0, plain_error = 0;
      for (size_t i = block; i < block + 256; ++i) {
        double squares = 0;
        for (size_t k = i / n * n; k < i / n * n + n; ++k) squares += std::pow(static_cast<double>(weights[k]), 2);
        const double importance = std::sqrt(squares / static_cast<double>(n)) + std::fabs(weights[i]);
        our_error += importance * std::pow(static_cast<double>(ours[i]) - weights[i], 2);
        plain_error += importance * std::pow(static_cast<double>(plain[i]) - weights[i], 2);
      }
      ASSERT_LE(our_error, plain_error * (1 + 1e-5)) << kind << ", block " << block / 256;
    }
  }
}

TEST_P(KEncoder, KeepsAConstantBlockToTheHalvesPrecision) {
  for (const float value : {1.0f, -1.0f, 0.37f, -0.6f, 123.0f}) {
    for (const float decoded : encoded_and_decoded(f, Weights(256, value))) {
      ASSERT_NEAR(decoded, value, std::fabs(value) * 0x1p-10f);
    }
  }
}

TEST_P(KEncoder, EncodesWeightsScaledByAPowerOfTwoToTheSameLevels) {
  Weights weights = kinds_of_rows().at("uniform");  // large enough that no half is subnormal
  Weights expected = encoded_and_decoded(f, weights);
  for (float& w : weights) w *= 64;
  for (float& w : expected) w *= 64;
  EXPECT_EQ(encoded_and_decoded(f, weights), expected);
}

TEST_P(KEncoder, DecodesToFiniteWeightsWhateverItIsGiven) {
  std::mt19937 random(17);
  Weights weights(kRow);
  for (float& w : weights) w = std::bit_cast<float>(static_cast<uint32_t>(random()));  // NaN and infinity among them
  for (size_t i = 0; i < 256; ++i) weights[i] = i % 3 == 0 ? NAN : i % 3 == 1 ? INFINITY : -INFINITY;
  for (size_t i = 256; i < 512; ++i) weights[i] = NAN;
  for (const float decoded : encoded_and_decoded(f, weights)) ASSERT_TRUE(std::isfinite(decoded));
}

TEST_P(KEncoder, TakesANanForZero) {
  Weights weights = kinds_of_rows().at("gaussian"), zeroed = weights;
  for (size_t i = 0; i < kRow; i += 37) {
    weights[i] = NAN;
    zeroed[i] = 0;
  }
  EXPECT_EQ(encoded_and_decoded(f, weights), encoded_and_decoded(f, zeroed));
}

TEST_P(KEncoder, HoldsWhatIsBeyondItsReachAtAboutItsLargest) {
  const PlainShape& shape = GetParam();
  const float reach = 65504 * shape.top_scale * shape.top_level;
  for (const float value : {1e30f, INFINITY}) {
    for (const float decoded : encoded_and_decoded(f, Weights(256, value))) ASSERT_GE(decoded, reach * 0.99f);
  }
}

class EveryEncoder : public testing::TestWithParam<const FormatInfo*> {
 protected:
  const FormatInfo& f = *GetParam();
};

std::vector<const FormatInfo*> every_format() {
  std::vector<const FormatInfo*> all;
  for (const FormatInfo& f : all_formats()) all.push_back(&f);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryEncoder, testing::ValuesIn(every_format()),
                         [](const auto& param) { return std::string(param.param->name); });

TEST_P(EveryEncoder, EncodesZerosAsZeros) {
  EXPECT_EQ(encoded_and_decoded(f, Weights(512, 0.0f)), Weights(512, 0.0f));
  EXPECT_EQ(encoded_and_decoded(f, Weights(512, -0.0f)), Weights(512, 0.0f));
}

TEST_P(EveryEncoder, NeverMakesADenormalWeightLarger) {
  const Weights weights = kinds_of_rows().at("denormals");
  for (const float decoded : encoded_and_decoded(f, weights)) ASSERT_LE(std::fabs(decoded), 1e-38f);
}

// What it decodes to is open for the formats whose encoder is published; under a sanitizer this finds any
// conversion of a number that does not fit.
TEST_P(EveryEncoder, SurvivesAnyBitsAsWeights) {
  std::mt19937 random(19);
  Weights weights(kRow);
  for (float& w : weights) w = std::bit_cast<float>(static_cast<uint32_t>(random()));
  for (size_t i = 0; i < 256; ++i) weights[i] = i % 2 == 0 ? INFINITY : -INFINITY;
  for (size_t i = 256; i < 512; ++i) weights[i] = NAN;
  for (size_t i = 512; i < 768; ++i) weights[i] = i % 2 == 0 ? 3e38f : -3e38f;
  for (size_t i = 768; i < 1024; ++i) weights[i] = i % 2 == 0 ? 1e-45f : -1e-45f;
  EXPECT_EQ(encoded_and_decoded(f, weights).size(), kRow);
}

}  // namespace
}  // namespace hearth::quant
