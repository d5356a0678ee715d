#include "sampling/sampler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hearth::sampling {
namespace {

using ::testing::HasSubstr;

const std::vector<float> kLogits = {std::log(0.1f), std::log(0.4f), std::log(0.3f), std::log(0.2f)};
const SamplerOptions kPlain{.temperature = 1, .top_k = 0, .top_p = 1};  // nothing but the softmax

std::vector<int> counts(const SamplerOptions& options, int n) {
  Sampler sampler(options);
  std::vector<int> result(kLogits.size());
  for (int position = 0; position < n; ++position) ++result[static_cast<size_t>(sampler.sample(kLogits, {}, position))];
  return result;
}

TEST(Sampler, DrawsEachTokenAsOftenAsItsProbabilitySays) {
  constexpr int kN = 40000;
  const std::vector<int> drawn = counts(kPlain, kN);
  const double expected[] = {0.1, 0.4, 0.3, 0.2};
  double chi_square = 0;
  for (size_t i = 0; i < 4; ++i) chi_square += std::pow(drawn[i] - kN * expected[i], 2) / (kN * expected[i]);
  EXPECT_LT(chi_square, 16.3);  // 3 degrees of freedom: one chance in a thousand
}

TEST(Sampler, TemperatureRaisesProbabilitiesToAPower) {
  constexpr int kN = 40000;
  SamplerOptions options = kPlain;
  options.temperature = 0.5f;
  const std::vector<int> drawn = counts(options, kN);
  EXPECT_NEAR(drawn[1] / static_cast<double>(kN), 0.16 / 0.30, 0.01);
  EXPECT_NEAR(drawn[0] / static_cast<double>(kN), 0.01 / 0.30, 0.01);
}

TEST(Sampler, StagesNarrowTheChoiceTogether) {
  SamplerOptions options = kPlain;
  options.top_k = 3;     // 1, 2, 3 with 0.44, 0.33, 0.22
  options.top_p = 0.7f;  // 1, 2
  const std::vector<int> drawn = counts(options, 1000);
  EXPECT_EQ(drawn[0] + drawn[3], 0);
  EXPECT_GT(drawn[2], 300);
  options.min_p = 0.8f;
  EXPECT_EQ(counts(options, 1000)[1], 1000);
}

TEST(Sampler, DependsOnSeedAndPositionOnly) {
  Sampler first(kPlain), again(kPlain);
  std::vector<int32_t> forward, backward(64);
  for (int position = 0; position < 64; ++position) forward.push_back(first.sample(kLogits, {}, position));
  for (int position = 63; position >= 0; --position) backward[position] = again.sample(kLogits, {}, position);
  EXPECT_EQ(forward, backward);
  SamplerOptions other = kPlain;
  other.seed = 1;
  EXPECT_NE(counts(other, 64), counts(kPlain, 64));
}

TEST(Sampler, GreedyTakesTheHighestAndOfEqualsTheLowestId) {
  Sampler greedy({.temperature = 0});
  EXPECT_EQ(greedy.sample(kLogits, {}, 0), 1);
  EXPECT_EQ(greedy.sample(std::vector<float>{0, 2, 2, 1}, {}, 0), 1);
}

TEST(Sampler, GreedyMindsPenalties) {
  Sampler greedy({.temperature = 0, .repeat_penalty = 1.5f});
  const std::vector<float> logits = {1, 4, 3};
  const std::vector<int32_t> history = {1};
  EXPECT_EQ(greedy.sample(logits, {}, 0), 1);
  EXPECT_EQ(greedy.sample(logits, history, 1), 2);
}

TEST(Sampler, ReusesItsMemoryWithoutRemembering) {
  Sampler sampler({.temperature = 0, .repeat_penalty = 100});
  const std::vector<float> logits = {1, 4, 3};
  const std::vector<int32_t> history = {1};
  EXPECT_EQ(sampler.sample(logits, history, 1), 2);
  EXPECT_EQ(sampler.sample(logits, {}, 2), 1);
}

TEST(Sampler, SurvivesLogitsThatAreNoNumbers) {
  const std::vector<float> logits(100, std::numeric_limits<float>::quiet_NaN());
  for (const SamplerOptions& options : {SamplerOptions{}, kPlain, SamplerOptions{.temperature = 0}}) {
    const int32_t token = Sampler(options).sample(logits, {}, 5);
    EXPECT_TRUE(token >= 0 && token < 100);
  }
  std::vector<float> one = logits;
  one[17] = 3;
  EXPECT_EQ(Sampler(kPlain).sample(one, {}, 5), 17);
}

TEST(Sampler, ValidateNamesTheOptionItsValueAndItsRange) {
  EXPECT_TRUE(validate({}));
  EXPECT_TRUE(validate({.top_k = -1, .repeat_last_n = -1}));
  const auto message = [](const SamplerOptions& options) {
    const Status status = validate(options);
    return status ? std::string("valid") : status.error().message;
  };
  EXPECT_EQ(message({.temperature = -1}), "temperature is -1, expected a number that is not negative");
  EXPECT_EQ(message({.top_p = 2}), "top_p is 2, expected a number from 0 to 1");
  EXPECT_EQ(message({.min_p = -0.5f}), "min_p is -0.5, expected a number from 0 to 1");
  EXPECT_EQ(message({.repeat_penalty = 0}), "repeat_penalty is 0, expected a number above 0");
  EXPECT_THAT(message({.repeat_last_n = -2}), HasSubstr("repeat_last_n is -2"));
  EXPECT_THAT(message({.temperature = std::numeric_limits<float>::infinity()}), HasSubstr("temperature is inf"));
  EXPECT_THAT(message({.presence_penalty = std::numeric_limits<float>::quiet_NaN()}), HasSubstr("presence_penalty"));
}

}  // namespace
}  // namespace hearth::sampling
