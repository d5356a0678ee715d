#include "sampling/mirostat.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sampling/narrow.h"
#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

// Of probability 1/2, 1/4, 1/8, 1/8: 1, 2, 3 and 3 bits of surprise.
const std::vector<float> kLogits = {std::log(0.25f), std::log(0.5f), std::log(0.125f), std::log(0.125f)};

std::vector<int32_t> kept(int32_t version, double limit) {
  Draft draft{.logits = kLogits, .mirostat_limit = limit};
  mirostat(draft, {.mirostat = version});
  list(draft);
  std::vector<int32_t> result = ids(draft.candidates);
  std::ranges::sort(result);
  return result;
}

TEST(Mirostat, Version2KeepsWhatIsNoMoreSurprisingThanTheLimit) {
  EXPECT_EQ(kept(2, 3.01), (std::vector{0, 1, 2, 3}));
  EXPECT_EQ(kept(2, 2.01), (std::vector{0, 1}));
  EXPECT_EQ(kept(2, 1.01), (std::vector{1}));
  EXPECT_EQ(kept(2, -5), (std::vector{1}));
}

TEST(Mirostat, Version1KeepsMoreTheHigherTheLimit) {
  EXPECT_EQ(kept(1, -5).size(), 1u);
  EXPECT_EQ(kept(1, 50).size(), 4u);
}

TEST(Mirostat, Version1KeepsAFlatVocabulary) {
  const std::vector<float> flat(300, 1.0f);
  Draft draft{.logits = flat, .mirostat_limit = 2};
  mirostat(draft, {.mirostat = 1});
  EXPECT_FALSE(draft.narrowed);
}

TEST(Mirostat, TheLimitBeginsAtTwiceTheTargetAndFollowsTheSurprise) {
  const SamplerOptions options{.mirostat = 2, .mirostat_tau = 3, .mirostat_eta = 0.5f};
  Draft draft{.mirostat_limit = first_mirostat_limit(options)};
  EXPECT_EQ(draft.mirostat_limit, 6);
  learn_from(0.5, draft, options);  // 1 bit, 2 below the target
  EXPECT_NEAR(draft.mirostat_limit, 7, 1e-12);
  learn_from(1.0 / 32, draft, options);  // 2 above
  EXPECT_NEAR(draft.mirostat_limit, 6, 1e-12);
}

}  // namespace
}  // namespace hearth::sampling
