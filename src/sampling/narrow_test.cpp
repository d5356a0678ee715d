#include "sampling/narrow.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sampling/selection.h"
#include "sampling/softmax.h"
#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

std::vector<float> ramp(size_t n) {
  std::vector<float> logits(n);
  for (size_t i = 0; i < n; ++i) logits[i] = static_cast<float>(i);
  return logits;
}

TEST(Narrow, AListHasAllButExcludedTokensById) {
  const std::vector<float> logits = {1, kExcluded, 3, std::numeric_limits<float>::quiet_NaN()};
  Draft draft{.logits = logits};
  list(draft);
  EXPECT_EQ(ids(draft.candidates), (std::vector{0, 2}));
  EXPECT_FALSE(draft.sorted);
}

TEST(Narrow, OfNoNumbersOneTokenStays) {
  const std::vector<float> logits(5, std::numeric_limits<float>::quiet_NaN());
  for (const auto act :
       {+[](Draft& d) { list(d); }, +[](Draft& d) { keep_highest(d, 3); }, +[](Draft& d) { keep_from(d, 0, 2); }}) {
    Draft draft{.logits = logits};
    act(draft);
    EXPECT_EQ(ids(draft.candidates), (std::vector{0}));
  }
}

TEST(Narrow, KeepsFromABoundOnwards) {
  const std::vector<float> logits = ramp(320);
  Draft few{.logits = logits}, listed = draft_of(logits);
  for (Draft* draft : {&few, &listed}) {
    keep_from(*draft, 317.5, 1);
    EXPECT_TRUE(draft->narrowed);
    EXPECT_EQ(ids(draft->candidates), (std::vector{318, 319}));
  }
}

TEST(Narrow, AVocabularyOfWhichMuchStaysIsNotListed) {
  const std::vector<float> logits = ramp(320);
  Draft draft{.logits = logits};
  keep_from(draft, 100, 1);
  EXPECT_FALSE(draft.narrowed);
  EXPECT_EQ(draft.logits[99], kExcluded);
  EXPECT_EQ(draft.logits[100], 100);
  list(draft);
  EXPECT_EQ(draft.candidates.size(), 220u);
}

TEST(Narrow, KeepsAtLeastSoMany) {
  const std::vector<float> logits = ramp(320);
  Draft whole{.logits = logits}, listed = draft_of(logits);
  for (Draft* draft : {&whole, &listed}) {
    keep_from(*draft, 1000, 3);
    EXPECT_EQ(ids(draft->candidates), (std::vector{319, 318, 317}));
    EXPECT_TRUE(draft->sorted);
  }
}

TEST(Narrow, ABoundBetweenTwoFloatsIsExact) {
  const float one = 1, above = std::nextafter(1.0f, 2.0f);
  Draft draft = draft_of({one, above});
  keep_from(draft, (static_cast<double>(one) + static_cast<double>(above)) / 2, 1);
  EXPECT_EQ(ids(draft.candidates), (std::vector{1}));
}

TEST(Narrow, TotalWeightIsTheSameForAVocabularyAndItsList) {
  std::vector<float> logits = ramp(3000);
  for (float& logit : logits) logit /= 100;
  Draft whole{.logits = logits, .temperature = 0.7}, listed = draft_of(logits);
  listed.temperature = 0.7;
  const double expected = total_weight(listed, highest_logit(listed));
  EXPECT_NEAR(total_weight(whole, highest_logit(whole)), expected, 1e-6 * expected);
}

}  // namespace
}  // namespace hearth::sampling
