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

TEST(MinP, KeepsAtLeastMinKeep) {
  Draft draft = draft_of({1, 9, 5});
  min_p(draft, {.min_p = 1, .min_keep = 2});
  EXPECT_EQ(ids(draft.candidates), (std::vector{1, 2}));
}

TEST(MinP, ReadsAVocabularyWithoutListingIt) {
  const std::vector<float> logits = {1, 9, 5, 8.5f};
  Draft draft{.logits = logits};
  min_p(draft, {.min_p = 0.5f});
  EXPECT_TRUE(!draft.narrowed || ids(draft.candidates) == (std::vector{1, 3}));
}

}  // namespace
}  // namespace hearth::sampling
