#include <gtest/gtest.h>

#include <cmath>

#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

// Probabilities 0.1, 0.4, 0.3, 0.2.
Draft four() { return draft_of({std::log(0.1f), std::log(0.4f), std::log(0.3f), std::log(0.2f)}); }

std::vector<int32_t> nucleus(float p) {
  Draft draft = four();
  top_p(draft, {.top_p = p});
  return ids(draft.candidates);
}

TEST(TopP, KeepsTheFewestThatReachP) {
  EXPECT_EQ(nucleus(0.39f), (std::vector{1}));
  EXPECT_EQ(nucleus(0.41f), (std::vector{1, 2}));
  EXPECT_EQ(nucleus(0.69f), (std::vector{1, 2}));
  EXPECT_EQ(nucleus(0.71f), (std::vector{1, 2, 3}));
  EXPECT_EQ(nucleus(0.95f), (std::vector{1, 2, 3, 0}));
}

TEST(TopP, KeepsAtLeastOne) { EXPECT_EQ(nucleus(0), (std::vector{1})); }

TEST(TopP, OneIsOff) { EXPECT_EQ(nucleus(1), (std::vector{0, 1, 2, 3})); }

TEST(TopP, CountsOnlyWhatTopKLeft) {
  Draft draft = draft_of({std::log(0.4f), std::log(0.3f)});  // of the whole 0.7, the first is 0.57
  draft.sorted = true;
  top_p(draft, {.top_p = 0.5f});
  EXPECT_EQ(ids(draft.candidates), (std::vector{0}));
}

TEST(TopP, FindsALargeNucleusInAFlatVocabulary) {
  Draft draft = draft_of(std::vector<float>(10000, 1.5f));
  top_p(draft, {.top_p = 0.5f});
  ASSERT_EQ(draft.candidates.size(), 5000u);
  EXPECT_EQ(draft.candidates.front().id, 0);
  EXPECT_EQ(draft.candidates.back().id, 4999);
}

TEST(TopP, IsTheSameForAVocabularyAndItsList) {
  std::vector<float> logits(3000);
  for (size_t i = 0; i < logits.size(); ++i) logits[i] = static_cast<float>(i * 7919 % 3001) / 200;
  for (const float p : {0.0f, 0.5f, 0.99f, 0.99999f}) {
    Draft listed = draft_of(logits), whole{.logits = logits};
    top_p(listed, {.top_p = p});
    top_p(whole, {.top_p = p});
    EXPECT_EQ(ids(whole.candidates), ids(listed.candidates)) << p;
  }
}

TEST(TopP, KeepsAtLeastMinKeep) {
  Draft draft = four();
  top_p(draft, {.top_p = 0.1f, .min_keep = 2});
  EXPECT_EQ(ids(draft.candidates), (std::vector{1, 2}));
}

}  // namespace
}  // namespace hearth::sampling
