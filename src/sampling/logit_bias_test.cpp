#include <gtest/gtest.h>

#include <limits>

#include "sampling/draft.h"
#include "sampling/selection.h"

namespace hearth::sampling {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
const std::vector<float> kLogits = {1, 2, 3};

std::vector<float> biased(const std::vector<float>& logits, const std::vector<LogitBias>& biases) {
  Draft draft{.logits = logits};
  logit_bias(draft, {.logit_bias = biases});
  return {draft.logits.begin(), draft.logits.end()};
}

TEST(LogitBias, IsAdded) {
  EXPECT_EQ(biased(kLogits, {{0, 5}, {2, -1}}), (std::vector<float>{6, 2, 2}));
  EXPECT_EQ(biased(kLogits, {{0, 5}, {0, 1}}), (std::vector<float>{7, 2, 3}));
}

TEST(LogitBias, MinusInfinityBans) {
  EXPECT_EQ(biased(kLogits, {{2, -kInfinity}}), (std::vector<float>{1, 2, kExcluded}));
  EXPECT_EQ(biased(kLogits, {{2, -kInfinity}, {2, 100}, {2, -kInfinity}}), (std::vector<float>{1, 2, kExcluded}));
}

TEST(LogitBias, InfinityLeavesOnlyTokensThatHaveIt) {
  EXPECT_EQ(biased(kLogits, {{0, kInfinity}, {1, 9}}), (std::vector<float>{1, kExcluded, kExcluded}));
  EXPECT_EQ(biased(kLogits, {{0, kInfinity}, {2, kInfinity}}), (std::vector<float>{1, kExcluded, 3}));
}

TEST(LogitBias, IsVoidWhereItWouldLeaveNothing) {
  EXPECT_EQ(biased(kLogits, {{0, -kInfinity}, {1, -kInfinity}, {2, -kInfinity}}), kLogits);
  const std::vector<float> masked = {1, kExcluded, 3};
  EXPECT_EQ(biased(masked, {{1, kInfinity}}), masked);
  EXPECT_EQ(biased(masked, {{1, 50}}), masked);
  EXPECT_EQ(biased(masked, {{0, -kInfinity}, {2, -kInfinity}}), masked);
}

TEST(LogitBias, IgnoresIdsOutsideTheVocabulary) { EXPECT_EQ(biased(kLogits, {{3, 1}, {-1, kInfinity}}), kLogits); }

TEST(LogitBias, CopiesNothingWhenThereIsNone) {
  Draft draft{.logits = kLogits};
  logit_bias(draft, {});
  EXPECT_EQ(draft.logits.data(), kLogits.data());
}

}  // namespace
}  // namespace hearth::sampling
