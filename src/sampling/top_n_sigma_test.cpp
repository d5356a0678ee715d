#include <gtest/gtest.h>

#include <limits>

#include "sampling/narrow.h"
#include "sampling/selection.h"
#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

std::vector<int32_t> kept(const std::vector<float>& logits, float n) {
  Draft draft{.logits = logits};
  top_n_sigma(draft, {.top_n_sigma = n});
  list(draft);
  return ids(draft.candidates);
}

// Mean 5, standard deviation 2.
const std::vector<float> kLogits = {2, 4, 4, 4, 5, 5, 7, 9};

TEST(TopNSigma, KeepsWhatIsWithinSoManyDeviationsOfTheHighest) {
  EXPECT_EQ(kept(kLogits, 0.99f), (std::vector{7}));
  EXPECT_EQ(kept(kLogits, 1.01f), (std::vector{6, 7}));
  EXPECT_EQ(kept(kLogits, 2.01f), (std::vector{4, 5, 6, 7}));
  EXPECT_EQ(kept(kLogits, 100).size(), 8u);
}

TEST(TopNSigma, DoesNotDependOnAnOffset) {
  std::vector<float> shifted = kLogits;
  for (float& logit : shifted) logit += 1 << 20;
  EXPECT_EQ(kept(shifted, 2.01f), kept(kLogits, 2.01f));
}

TEST(TopNSigma, ExcludedTokensDoNotCount) {
  std::vector<float> logits = kLogits;
  logits.insert(logits.end(), {kExcluded, std::numeric_limits<float>::quiet_NaN()});
  logits.insert(logits.end(), 100, -std::numeric_limits<float>::infinity());
  EXPECT_EQ(kept(logits, 1.01f), (std::vector{6, 7}));
}

TEST(TopNSigma, OfNoNumbersKeepsOne) {
  EXPECT_EQ(kept(std::vector(4, std::numeric_limits<float>::quiet_NaN()), 1).size(), 1u);
}

TEST(TopNSigma, ZeroAndLessAreOff) {
  for (const float off : {0.0f, -1.0f}) EXPECT_EQ(kept(kLogits, off).size(), 8u);
}

}  // namespace
}  // namespace hearth::sampling
