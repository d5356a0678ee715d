#include "sampling/draft.h"

#include <gtest/gtest.h>

namespace hearth::sampling {
namespace {

TEST(Draft, CopiesTheLogitsOnceBeforeTheyChange) {
  const std::vector<float> logits = {1, 2};
  Draft draft{.logits = logits};
  own_logits(draft)[0] = 5;
  own_logits(draft)[1] = 6;
  EXPECT_EQ(logits[0], 1);
  EXPECT_EQ(draft.logits[0], 5);
  EXPECT_EQ(draft.logits[1], 6);
}

TEST(Draft, RecentTokensAreTheNewestOnes) {
  const std::vector<int32_t> history = {1, 2, 3};
  const Draft draft{.history = history};
  EXPECT_EQ(recent(draft, 2).front(), 2);
  EXPECT_EQ(recent(draft, 2).size(), 2u);
  EXPECT_EQ(recent(draft, 10).size(), 3u);
  EXPECT_EQ(recent(draft, -1).size(), 3u);
  EXPECT_TRUE(recent(draft, 0).empty());
}

}  // namespace
}  // namespace hearth::sampling
