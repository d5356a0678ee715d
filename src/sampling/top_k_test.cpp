#include <gtest/gtest.h>

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

TEST(TopK, KeepsAllByIdWhenItIsOff) {
  for (const int32_t off : {0, -1, 5, 1000}) {
    const Draft draft = after_top_k(off);
    EXPECT_EQ(ids(draft.candidates), (std::vector{0, 1, 2, 3, 4})) << off;
    EXPECT_FALSE(draft.sorted);
  }
}

}  // namespace
}  // namespace hearth::sampling
