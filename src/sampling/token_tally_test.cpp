#include "sampling/token_tally.h"

#include <gtest/gtest.h>

namespace hearth::sampling {
namespace {

TEST(TokenTally, CountsAndRaises) {
  TokenTally tally;
  tally.start(10);
  for (const int32_t id : {3, 5, 3}) tally.add_one(id);
  tally.raise(7, 4);
  tally.raise(7, 2);
  EXPECT_EQ(tally.of(3), 2);
  EXPECT_EQ(tally.of(5), 1);
  EXPECT_EQ(tally.of(7), 4);
  EXPECT_EQ(tally.of(0), 0);
  EXPECT_EQ(std::vector<int32_t>(tally.noted().begin(), tally.noted().end()), (std::vector{3, 5, 7}));
}

TEST(TokenTally, StartsOverWithAnotherSize) {
  TokenTally tally;
  tally.start(10);
  tally.add_one(9);
  tally.start(5);
  tally.add_one(9);
  EXPECT_TRUE(tally.noted().empty());
  tally.start(10);
  EXPECT_EQ(tally.of(9), 0);
}

TEST(TokenTally, IgnoresIdsOutsideTheVocabulary) {
  TokenTally tally;
  tally.start(4);
  for (const int32_t id : {-1, 4, 1 << 30}) tally.add_one(id);
  tally.raise(-5, 3);
  EXPECT_TRUE(tally.noted().empty());
}

}  // namespace
}  // namespace hearth::sampling
