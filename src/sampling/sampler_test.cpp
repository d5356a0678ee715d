#include "sampling/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hearth::sampling {
namespace {

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

TEST(Sampler, NeverDrawsWhatTheMaskExcludes) {
  const std::vector<uint64_t> mask = {0b0101};
  const std::vector<SamplerOptions> all = {
      {}, kPlain, {.temperature = 0}, {.temperature = 1e38f, .top_k = 0, .top_p = 1}};
  for (const SamplerOptions& options : all) {
    Sampler sampler(options);
    for (int position = 0; position < 200; ++position) {
      const int32_t token = sampler.sample(kLogits, {}, position, mask);
      EXPECT_TRUE(token == 0 || token == 2) << token;
    }
  }
}

TEST(Sampler, DrawsAnAllowedTokenEvenIfNoneOfThemHasANumber) {
  std::vector<float> logits(100, std::numeric_limits<float>::quiet_NaN());
  logits[3] = 5;
  const std::vector<uint64_t> mask = {0, 1};
  for (const SamplerOptions& options : {SamplerOptions{}, kPlain, SamplerOptions{.temperature = 0}}) {
    EXPECT_EQ(Sampler(options).sample(logits, {}, 5, mask), 64);
  }
}

TEST(Sampler, TakesTheHighestAtTheLowestTemperature) {
  for (const int32_t top_k : {0, 40}) {
    Sampler sampler({.temperature = 1e-40f, .top_k = top_k});
    for (int position = 0; position < 50; ++position) EXPECT_EQ(sampler.sample(kLogits, {}, position), 1);
  }
}

TEST(Sampler, DrawsFromAWholeVocabularyByItsProbabilities) {
  std::vector<float> logits(2100, -20);
  logits[1023] = logits[1024] = logits[2099] =
      1;  // in three blocks, with all else below one part in a hundred thousand
  Sampler sampler(kPlain);
  std::vector<int> drawn(logits.size());
  for (int position = 0; position < 3000; ++position)
    ++drawn[static_cast<size_t>(sampler.sample(logits, {}, position))];
  for (const size_t id : {1023u, 1024u, 2099u}) EXPECT_NEAR(drawn[id], 1000, 105) << id;  // four deviations
}

TEST(Sampler, MirostatHoldsTheSurpriseNearItsTarget) {
  // Zipf's law: token i is as likely as 1 / (i + 1).
  std::vector<float> logits(1000);
  for (size_t i = 0; i < logits.size(); ++i) logits[i] = -std::log(static_cast<float>(i + 1));
  for (const int32_t version : {1, 2}) {
    Sampler sampler({.temperature = 1, .mirostat = version, .mirostat_tau = 4});
    double total = 0;  // of -log2 of the probability before the cut, which is a little more than after it
    constexpr int kN = 1000;
    for (int position = 0; position < kN; ++position) {
      const auto token = static_cast<size_t>(sampler.sample(logits, {}, position));
      total += (log_sum_exp(logits) - static_cast<double>(logits[token])) / std::log(2.0);
    }
    EXPECT_GT(total / kN, 4) << version;
    EXPECT_LT(total / kN, 6) << version;
  }
}

TEST(Sampler, MirostatDependsOnItsOwnSequenceOnly) {
  const SamplerOptions options{.mirostat = 2, .mirostat_tau = 1};
  Sampler alone(options), first(options), second(options);
  for (int position = 0; position < 100; ++position) {
    const int32_t expected = alone.sample(kLogits, {}, position);
    EXPECT_EQ(first.sample(kLogits, {}, position), expected);
    second.sample(kLogits, {}, 7 * position);
  }
}

// What a seed means is the same in every version, from every compiler and on every machine.
TEST(Sampler, TokensNeverChange) {
  std::vector<float> logits(3000);
  for (size_t i = 0; i < logits.size(); ++i) logits[i] = static_cast<float>(i * 7919 % 3001) / 250;
  const auto tokens = [&](const SamplerOptions& options) {
    Sampler sampler(options);
    std::vector<int32_t> history;
    for (int position = 0; position < 8; ++position) history.push_back(sampler.sample(logits, history, position));
    return history;
  };
  using Tokens = std::vector<int32_t>;
  EXPECT_EQ(tokens({.seed = 42}), (Tokens{1949, 933, 2511, 2738, 897, 2738, 1387, 1722}));
  EXPECT_EQ(tokens({.temperature = 1, .top_k = 0, .top_p = 1, .seed = 42}),
            (Tokens{1028, 2858, 1459, 200, 2021, 205, 587, 2204}));
  EXPECT_EQ(tokens({.seed = 42, .mirostat = 1}), (Tokens{1913, 1913, 1913, 1124, 1913, 205, 1650, 241}));
  EXPECT_EQ(tokens({.seed = 42, .mirostat = 2}), (Tokens{1019, 2846, 1459, 180, 2021, 180, 587, 2212}));
  EXPECT_EQ(tokens({.seed = 42, .dry_multiplier = 1, .xtc_probability = 0.5f, .xtc_threshold = 0.001f}),
            (Tokens{1949, 933, 2846, 2846, 2846, 2738, 2846, 2846}));
}

TEST(SamplerDeathTest, AMaskThatAllowsNothingIsTheCallersMistake) {
  const std::vector<uint64_t> nothing = {~uint64_t{0xf}};  // only bits behind the vocabulary
  Sampler sampler({});
  EXPECT_DEATH(sampler.sample(kLogits, {}, 0, nothing), "any");
}

}  // namespace
}  // namespace hearth::sampling
