#include <gtest/gtest.h>

#include "sampling/draft.h"
#include "sampling/selection.h"

namespace hearth::sampling {
namespace {

const std::vector<float> kLogits = {2, -1, 0.5f, 4};

std::vector<float> penalized(const std::vector<int32_t>& history, const SamplerOptions& options) {
  Draft draft{.logits = kLogits, .history = history};
  penalties(draft, options);
  return {draft.logits.begin(), draft.logits.end()};
}

TEST(Penalties, RepeatPenaltyDividesPositiveAndMultipliesNegativeLogits) {
  EXPECT_EQ(penalized({0, 1, 1}, {.repeat_penalty = 2}), (std::vector<float>{1, -2, 0.5f, 4}));
}

TEST(Penalties, PresenceCountsOnceAndFrequencyEachTime) {
  EXPECT_EQ(penalized({3, 0, 3}, {.presence_penalty = 0.5f}), (std::vector<float>{1.5f, -1, 0.5f, 3.5f}));
  EXPECT_EQ(penalized({3, 0, 3}, {.frequency_penalty = 0.5f}), (std::vector<float>{1.5f, -1, 0.5f, 3}));
}

TEST(Penalties, OnlyTheLastTokensCount) {
  const SamplerOptions two{.repeat_penalty = 2, .repeat_last_n = 2};
  EXPECT_EQ(penalized({0, 1, 3}, two), (std::vector<float>{2, -2, 0.5f, 2}));
  const SamplerOptions none{.repeat_penalty = 2, .repeat_last_n = 0};
  EXPECT_EQ(penalized({0, 1, 3}, none), kLogits);
}

TEST(Penalties, MinusOneLooksBackToTheBeginning) {
  std::vector<int32_t> history(100, 2);
  history.front() = 0;
  EXPECT_EQ(penalized(history, {.repeat_penalty = 2, .repeat_last_n = -1}), (std::vector<float>{1, -1, 0.25f, 4}));
  EXPECT_EQ(penalized(history, {.repeat_penalty = 2}), (std::vector<float>{2, -1, 0.25f, 4}));
}

TEST(Penalties, LeaveTheCallersLogitsAlone) {
  const std::vector<int32_t> history = {0};
  Draft draft{.logits = kLogits, .history = history};
  penalties(draft, {.repeat_penalty = 2});
  EXPECT_NE(draft.logits.data(), kLogits.data());
  EXPECT_EQ(kLogits[0], 2);
}

TEST(Penalties, CopyNothingWhenTheyAreOff) {
  const std::vector<int32_t> history = {0};
  Draft draft{.logits = kLogits, .history = history};
  penalties(draft, {});
  EXPECT_EQ(draft.logits.data(), kLogits.data());
}

TEST(Penalties, IgnoreWhatIsNoTokenOfTheVocabulary) {
  EXPECT_EQ(penalized({-1, 4, 1 << 30, 0}, {.repeat_penalty = 2}), (std::vector<float>{1, -1, 0.5f, 4}));
}

TEST(Penalties, LeaveExcludedTokensExcluded) {
  const std::vector<float> logits = {kExcluded, 1};
  const std::vector<int32_t> history = {0, 1};
  Draft draft{.logits = logits, .history = history};
  penalties(draft, {.repeat_penalty = 0.5f, .presence_penalty = -10});
  EXPECT_EQ(draft.logits[0], kExcluded);
  EXPECT_EQ(draft.logits[1], 12);
}

}  // namespace
}  // namespace hearth::sampling
