#include <gtest/gtest.h>

#include <limits>

#include "sampling/selection.h"
#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

const std::vector<float> kLogits = {1, 5, 3, 5, 2};

Draft after_top_k(int32_t k) {
  Draft draft{.logits = kLogits};
  top_k(draft, {.top_k = k});
  return draft;
}

TEST(TopK, KeepsTheHighestInFallingOrder) { EXPECT_EQ(ids(after_top_k(3).candidates), (std::vector{1, 3, 2})); }

TEST(TopK, OfEqualLogitsKeepsTheLowestId) { EXPECT_EQ(ids(after_top_k(1).candidates), (std::vector{1})); }

TEST(TopK, ListsNothingWhenItIsOff) {
  for (const int32_t off : {0, -1, 5, 1000}) EXPECT_FALSE(after_top_k(off).narrowed) << off;
}

TEST(TopK, CutsAList) {
  Draft draft = draft_of(kLogits);
  draft.logits = kLogits;
  top_k(draft, {.top_k = 2});
  EXPECT_EQ(ids(draft.candidates), (std::vector{1, 3}));
}

TEST(TopK, KeepsAtLeastMinKeep) {
  Draft draft{.logits = kLogits};
  top_k(draft, {.top_k = 1, .min_keep = 3});
  EXPECT_EQ(ids(draft.candidates), (std::vector{1, 3, 2}));
}

TEST(TopK, DropsExcludedTokens) {
  const std::vector<float> logits = {-std::numeric_limits<float>::infinity(), 5, kExcluded, 1};
  Draft draft{.logits = logits};
  top_k(draft, {.top_k = 3});
  EXPECT_EQ(ids(draft.candidates), (std::vector{1, 3}));
}

}  // namespace
}  // namespace hearth::sampling
