#include "sampling/softmax.h"

#include <gtest/gtest.h>

#include <cmath>

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
