#include "sampling/vocabulary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "sampling/selection.h"

namespace hearth::sampling {
namespace {

float weight_of(float logit, WeightScale scale) {
  float weight = 0;
  weigh_block(std::span(&logit, 1), scale, &weight);
  return weight;
}

TEST(Vocabulary, WeightsAreExponentials) {
  const WeightScale scale = weight_scale(3, 1);
  EXPECT_EQ(weight_of(3, scale), 1);
  for (float below = 0; below < 87; below += 0.0137f) {
    const double expected = std::exp(static_cast<double>(3 - below) - 3);
    // Single precision: an error of one part in 2^24 of the exponent, too.
    EXPECT_NEAR(weight_of(3 - below, scale), expected, expected * (4e-7 + below * 1.5e-7)) << below;
  }
}

TEST(Vocabulary, WhatIsFarBelowOrExcludedHasNoWeight) {
  for (const double temperature : {1e-40, 1e-3, 1.0, 1e38}) {
    const WeightScale scale = weight_scale(3, temperature);
    for (const float logit : {kExcluded, -std::numeric_limits<float>::infinity(),
                              std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::quiet_NaN()}) {
      EXPECT_EQ(weight_of(logit, scale), 0) << temperature;
    }
    EXPECT_EQ(weight_of(3, scale), 1) << temperature;
  }
  EXPECT_EQ(weight_of(-90, weight_scale(3, 1)), 0);
  EXPECT_EQ(weight_of(kExcluded, weight_scale(kLowestAdmitted, 1e38)), 0);
}

TEST(Vocabulary, InfinityWeighsAsMuchAsTheHighestNumber) {
  constexpr float kMost = std::numeric_limits<float>::max();
  EXPECT_EQ(weight_of(std::numeric_limits<float>::infinity(), weight_scale(kMost, 0.8)), 1);
}

TEST(Vocabulary, BlocksAddUpToTheTotalAtEveryLength) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal(0, 3);
  for (const size_t n : {1u, 63u, 64u, 65u, 1023u, 1024u, 1025u, 5000u}) {
    std::vector<float> logits(n);
    for (float& logit : logits) logit = normal(random);
    const float highest = maximum(logits);
    std::vector<double> blocks;
    const double total = weigh_vocabulary(logits, weight_scale(highest, 0.8), blocks);
    EXPECT_EQ(blocks.size(), (n + kWeightBlock - 1) / kWeightBlock);
    double expected = 0;
    for (const float logit : logits) expected += std::exp((static_cast<double>(logit) - highest) / 0.8);
    EXPECT_NEAR(total, expected, 1e-6 * expected) << n;
  }
}

TEST(Vocabulary, WithoutANumberItWeighsNothing) {
  std::vector<double> blocks;
  for (const float none : {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    const std::vector<float> logits(70, none);
    EXPECT_EQ(weigh_vocabulary(logits, weight_scale(finite(maximum(logits)), 1), blocks), 0);
  }
}

// The bits are part of a seed's meaning: the same from every compiler and on every machine.
TEST(Vocabulary, BitsNeverChange) {
  std::vector<float> logits(1000);
  for (size_t i = 0; i < logits.size(); ++i) logits[i] = static_cast<float>(i * 7919 % 1009) / 64;
  std::vector<double> blocks;
  EXPECT_EQ(weigh_vocabulary(logits, weight_scale(maximum(logits), 0.8), blocks), 0x1.9c2912aep+5);
}

}  // namespace
}  // namespace hearth::sampling
