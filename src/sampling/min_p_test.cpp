#include <gtest/gtest.h>

#include <cmath>

#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

std::vector<int32_t> kept(float p) {
  Draft draft = draft_of({std::log(0.1f), std::log(0.5f), std::log(0.4f)});
  min_p(draft, {.min_p = p});
  return ids(draft.candidates);
}

TEST(MinP, ComparesWithTheMostLikely) {
  EXPECT_EQ(kept(0.19f), (std::vector{0, 1, 2}));
  EXPECT_EQ(kept(0.21f), (std::vector{1, 2}));
  EXPECT_EQ(kept(0.81f), (std::vector{1}));
}

TEST(MinP, OneKeepsTheMostLikelyAndItsEquals) {
  EXPECT_EQ(kept(1), (std::vector{1}));
  Draft draft = draft_of({2, 3, 3});
  min_p(draft, {.min_p = 1});
  EXPECT_EQ(ids(draft.candidates), (std::vector{1, 2}));
}

TEST(MinP, ZeroIsOff) {
  Draft draft = draft_of({0, -2000});
  min_p(draft, {.min_p = 0});
  EXPECT_EQ(ids(draft.candidates), (std::vector{0, 1}));
}

}  // namespace
}  // namespace hearth::sampling
