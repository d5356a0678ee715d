#include "sampling/sequence_breakers.h"

#include <gtest/gtest.h>

namespace hearth::sampling {
namespace {

size_t since(const std::vector<std::vector<int32_t>>& breakers, const std::vector<int32_t>& tokens) {
  return SequenceBreakers(breakers).tokens_since(tokens);
}

TEST(SequenceBreakers, AllTokensFollowWhenThereIsNone) {
  EXPECT_EQ(since({}, {1, 2, 3}), 3u);
  EXPECT_EQ(since({{9}, {2, 2}}, {1, 2, 3}), 3u);
  EXPECT_EQ(since({{9}}, {}), 0u);
}

TEST(SequenceBreakers, TheOneThatEndsLastCounts) {
  EXPECT_EQ(since({{2}}, {2, 1, 2, 3}), 1u);
  EXPECT_EQ(since({{2}, {2, 3}}, {2, 1, 2, 3}), 0u);
  EXPECT_EQ(since({{1, 2, 3}, {2}}, {1, 2, 3, 4}), 1u);  // not the 2 inside
}

TEST(SequenceBreakers, ALongerOneHasToBeWhole) {
  EXPECT_EQ(since({{1, 2}, {5, 2}}, {3, 2, 4}), 3u);
  EXPECT_EQ(since({{1, 2}, {5, 2}}, {5, 2, 4}), 1u);
  EXPECT_EQ(since({{1, 2}}, {2, 4}), 2u);  // begins before the tokens do
}

TEST(SequenceBreakers, OnlyAWholeBreakerBreaksByItself) {
  const std::vector<std::vector<int32_t>> sequences = {{4, 2}, {3}};
  const SequenceBreakers breakers(sequences);
  EXPECT_TRUE(breakers.breaks(3));
  EXPECT_FALSE(breakers.breaks(2));
  EXPECT_FALSE(breakers.breaks(1000));
  EXPECT_FALSE(breakers.breaks(-1));
}

}  // namespace
}  // namespace hearth::sampling
