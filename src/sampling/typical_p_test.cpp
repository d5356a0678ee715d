#include <gtest/gtest.h>

#include <cmath>

#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

// Entropy 1.76 bits; surprises of 1, 1.74, 2.74 and 4.32 bits.
Draft four() { return draft_of({std::log(0.15f), std::log(0.5f), std::log(0.3f), std::log(0.05f)}); }

std::vector<int32_t> kept(float p, int32_t min_keep = 0) {
  Draft draft = four();
  typical_p(draft, {.typical_p = p, .min_keep = min_keep});
  return ids(draft.candidates);
}

TEST(TypicalP, TakesWhatIsAboutAsSurprisingAsExpected) {
  EXPECT_EQ(kept(0.29f), (std::vector{2}));  // not the most likely one
  EXPECT_EQ(kept(0.31f), (std::vector{1, 2}));
  EXPECT_EQ(kept(0.81f), (std::vector{0, 1, 2}));
  EXPECT_EQ(kept(0.99f), (std::vector{0, 1, 2, 3}));
}

TEST(TypicalP, KeepsAtLeastOne) { EXPECT_EQ(kept(0), (std::vector{2})); }

TEST(TypicalP, KeepsAtLeastMinKeep) { EXPECT_EQ(kept(0, 3), (std::vector{0, 1, 2})); }

TEST(TypicalP, OneIsOff) { EXPECT_EQ(kept(1), (std::vector{0, 1, 2, 3})); }

TEST(TypicalP, KeepsTheOrder) {
  Draft draft = four();
  std::swap(draft.candidates[0], draft.candidates[1]);
  std::swap(draft.candidates[1], draft.candidates[2]);
  draft.sorted = true;
  typical_p(draft, {.typical_p = 0.81f});
  EXPECT_EQ(ids(draft.candidates), (std::vector{1, 2, 0}));
}

}  // namespace
}  // namespace hearth::sampling
