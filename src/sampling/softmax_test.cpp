#include "sampling/softmax.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

TEST(Softmax, WeighsAgainstTheHighest) {
  const Draft draft = draft_of({1, 3, 2});
  EXPECT_EQ(highest_logit(draft), 3);
  std::vector<double> weights;
  EXPECT_NEAR(weigh(draft.candidates, 3, weights), 1 + std::exp(-1.0) + std::exp(-2.0), 1e-15);
  ASSERT_EQ(weights.size(), 3u);
  EXPECT_NEAR(weights[0], std::exp(-2.0), 1e-15);
  EXPECT_EQ(weights[1], 1);
  EXPECT_EQ(weights[2], weight(draft.candidates[2], 3));
}

TEST(Softmax, ATemperatureDividesTheLogits) {
  std::vector<double> weights;
  weigh(draft_of({1, 3, 2}).candidates, 3, weights, 0.5);
  EXPECT_NEAR(weights[0], std::exp(-4.0), 1e-15);
  EXPECT_EQ(weights[1], 1);
}

TEST(Softmax, EntropyIsInNats) {
  const auto entropy_of = [](const std::vector<float>& logits, float highest) {
    const Draft draft = draft_of(logits);
    std::vector<double> weights;
    const double total = weigh(draft.candidates, highest, weights);
    return entropy(draft.candidates, highest, weights, total);
  };
  EXPECT_NEAR(entropy_of({5, 5, 5, 5}, 5), std::log(4.0), 1e-14);
  EXPECT_NEAR(entropy_of({5, -1e30f}, 5), 0, 1e-14);
  EXPECT_NEAR(entropy_of({std::log(0.25f), std::log(0.75f)}, std::log(0.75f)),
              -0.25 * std::log(0.25) - 0.75 * std::log(0.75), 1e-7);
}

TEST(Softmax, TheHighestLogitOfAVocabularyIsFinite) {
  const std::vector<float> logits = {1, std::numeric_limits<float>::infinity()};
  const Draft draft{.logits = logits};
  EXPECT_EQ(highest_logit(draft), std::numeric_limits<float>::max());
}

TEST(Softmax, OfAFarLowerLogitIsZero) { EXPECT_EQ(weight({.id = 0, .logit = -3e38f}, 3e38f), 0); }

TEST(Softmax, SumsEveryValueOfEveryLength) {
  std::vector<double> values;
  for (int n = 0; n < 40; ++n) {
    EXPECT_EQ(sum(values), n * (n + 1) / 2);
    values.push_back(n + 1);
  }
}

}  // namespace
}  // namespace hearth::sampling
