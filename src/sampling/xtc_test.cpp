#include <gtest/gtest.h>

#include <cmath>

#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

// Probabilities 0.1, 0.4, 0.3, 0.2.
Draft four() { return draft_of({std::log(0.1f), std::log(0.4f), std::log(0.3f), std::log(0.2f)}); }

std::vector<int32_t> kept(const SamplerOptions& options, int64_t position = 0) {
  Draft draft = four();
  draft.position = position;
  xtc(draft, options);
  return ids(draft.candidates);
}

const std::vector<int32_t> kAll = {0, 1, 2, 3};

TEST(Xtc, OfTheLikelyOnlyTheLeastLikelyStays) {
  EXPECT_EQ(kept({.xtc_probability = 1, .xtc_threshold = 0.15f}), (std::vector{0, 3}));
  EXPECT_EQ(kept({.xtc_probability = 1, .xtc_threshold = 0.25f}), (std::vector{0, 2, 3}));
  EXPECT_EQ(kept({.xtc_probability = 1, .xtc_threshold = 0}), (std::vector{0}));
}

TEST(Xtc, OneLikelyTokenStays) { EXPECT_EQ(kept({.xtc_probability = 1, .xtc_threshold = 0.35f}), kAll); }

TEST(Xtc, OfEqualsTheHighestIdStays) {
  Draft draft = draft_of({5, 5, 5});
  xtc(draft, {.xtc_probability = 1, .xtc_threshold = 0.3f});
  EXPECT_EQ(ids(draft.candidates), (std::vector{2}));
}

TEST(Xtc, DoesNothingWhereMinKeepForbidsIt) {
  EXPECT_EQ(kept({.min_keep = 3, .xtc_probability = 1, .xtc_threshold = 0.15f}), kAll);
}

TEST(Xtc, IsOffAtProbabilityZeroAndAboveThresholdOneHalf) {
  EXPECT_EQ(kept({.xtc_probability = 0, .xtc_threshold = 0.15f}), kAll);
  EXPECT_EQ(kept({.xtc_probability = 1, .xtc_threshold = 0.51f}), kAll);
}

TEST(Xtc, ActsAsOftenAsItsProbabilitySaysAndTheSameWayEachTime) {
  int acted = 0;
  for (int64_t position = 0; position < 4000; ++position) {
    const SamplerOptions options{.seed = 5, .xtc_probability = 0.25f, .xtc_threshold = 0.15f};
    const std::vector<int32_t> first = kept(options, position);
    EXPECT_EQ(kept(options, position), first);
    acted += first != kAll ? 1 : 0;
  }
  EXPECT_NEAR(acted, 1000, 110);  // four deviations
}

}  // namespace
}  // namespace hearth::sampling
