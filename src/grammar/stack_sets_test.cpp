#include "grammar/stack_sets.h"

#include <gtest/gtest.h>

namespace hearth::grammar {
namespace {

TEST(StackSets, EqualSetsHaveOneNumber) {
  StackSets sets;
  const SetId a = sets.make({{1, 0, 0}}), b = sets.make({{2, 0, a}, {1, 0, a}});
  EXPECT_EQ(sets.make({{1, 0, a}, {2, 0, a}}), b);
  EXPECT_NE(a, b);
  EXPECT_EQ(sets.make({}), StackSets::kNone);
}

TEST(StackSets, FramesOfOnePlaceShareWhatIsBelow) {
  StackSets sets;
  const SetId a = sets.make({{1, 0, 0}}), b = sets.make({{2, 0, 0}});
  const SetId both = sets.make({{7, 0, a}, {7, 0, b}});
  ASSERT_EQ(sets.frames(both).size(), 1u);
  EXPECT_EQ(sets.frames(both)[0].below, sets.unite(a, b));
  EXPECT_EQ(sets.make({{7, 0, a}, {7, 1, b}}), sets.make({{7, 1, b}, {7, 0, a}}));
  EXPECT_EQ(sets.frames(sets.make({{7, 0, a}, {7, 1, b}})).size(), 2u);
}

TEST(StackSets, UnionIsOfBothAndKnowsItself) {
  StackSets sets;
  const SetId a = sets.make({{1, 0, 0}}), b = sets.make({{2, 0, 0}});
  const SetId both = sets.unite(a, b);
  EXPECT_EQ(sets.unite(b, a), both);
  EXPECT_EQ(sets.unite(both, a), both);
  EXPECT_EQ(sets.unite(a, StackSets::kNone), a);
  EXPECT_EQ(sets.frames(both).size(), 2u);
}

TEST(StackSets, GivesUpOnWhatIsTooDeepAndSaysSo) {
  StackSets sets;
  SetId a = sets.make({{1, 0, 0}}), b = sets.make({{2, 0, 0}});
  for (int i = 0; i < 100'000; ++i) {
    a = sets.make({{3, 0, a}});
    b = sets.make({{3, 0, b}});
  }
  sets.unite(a, b);
  EXPECT_TRUE(sets.too_deep());
}

}  // namespace
}  // namespace hearth::grammar
