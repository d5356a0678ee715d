#include <gtest/gtest.h>

#include "sampling/draft.h"
#include "sampling/selection.h"

namespace hearth::sampling {
namespace {

const std::vector<float> kLogits(10, 0);

std::vector<float> after(const std::vector<int32_t>& history, const SamplerOptions& options) {
  Draft draft{.logits = kLogits, .history = history};
  draft.breakers = SequenceBreakers(options.dry_sequence_breakers);
  dry(draft, options);
  return {draft.logits.begin(), draft.logits.end()};
}

const SamplerOptions kOn{.dry_multiplier = 1, .dry_base = 2};

TEST(Dry, PenaltyGrowsWithTheLengthOfTheRepetition) {
  EXPECT_EQ(after({1, 2, 3, 9, 1, 2}, kOn)[3], -1);           // two tokens, as many as are allowed
  EXPECT_EQ(after({1, 2, 3, 4, 9, 1, 2, 3}, kOn)[4], -2);     // three
  EXPECT_EQ(after({0, 1, 2, 3, 4, 0, 1, 2, 3}, kOn)[4], -4);  // four
  EXPECT_EQ(after({1, 2, 3, 9, 7, 2}, kOn), kLogits);         // one
}

TEST(Dry, TheLongestRepetitionCounts) {
  const std::vector<float> logits = after({1, 2, 3, 4, 8, 2, 3, 4, 8, 2, 3, 5, 1, 2, 3}, kOn);
  EXPECT_EQ(logits[4], -2);
  EXPECT_EQ(logits[5], -1);
}

TEST(Dry, SeesOverlappingRepetitions) {
  const std::vector<float> logits = after({4, 4, 4, 4, 4}, kOn);
  EXPECT_EQ(logits[4], -4);  // the newest four tokens were there one token earlier
}

TEST(Dry, LooksBackOnlySoFar) {
  SamplerOptions options = kOn;
  options.dry_penalty_last_n = 5;
  EXPECT_EQ(after({1, 2, 3, 9, 1, 2}, options), kLogits);
  options.dry_penalty_last_n = 6;
  EXPECT_EQ(after({1, 2, 3, 9, 1, 2}, options)[3], -1);
  options.dry_penalty_last_n = 0;
  EXPECT_EQ(after({1, 2, 3, 9, 1, 2}, options), kLogits);
}

TEST(Dry, ABreakerCutsARepetitionShort) {
  SamplerOptions options = kOn;
  const std::vector<int32_t> history = {0, 1, 2, 3, 4, 0, 1, 2, 3};
  options.dry_sequence_breakers = {{0}};
  EXPECT_EQ(after(history, options)[4], -2);
  options.dry_sequence_breakers = {{1, 2}};
  EXPECT_EQ(after(history, options), kLogits);
}

TEST(Dry, ABreakerIsNotPenalized) {
  SamplerOptions options = kOn;
  options.dry_sequence_breakers = {{3}};
  EXPECT_EQ(after({1, 2, 3, 9, 1, 2}, options), kLogits);
}

TEST(Dry, AnEndlessRepetitionStaysFinite) {
  const std::vector<int32_t> history(5000, 4);
  const std::vector<float> logits = after(history, kOn);
  EXPECT_EQ(logits[4], kLowestAdmitted);
  EXPECT_EQ(logits[5], 0);
}

TEST(Dry, CopiesNothingWithoutARepetition) {
  const std::vector<int32_t> history = {1, 2, 3};
  Draft draft{.logits = kLogits, .history = history};
  dry(draft, kOn);
  EXPECT_EQ(draft.logits.data(), kLogits.data());
}

}  // namespace
}  // namespace hearth::sampling
