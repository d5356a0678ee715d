#include "sampling/stages.h"

#include <gtest/gtest.h>

#include "sampling/narrow.h"
#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

const std::vector<float> kLogits = {4, 3, 2, 1};

Draft after(const SamplerOptions& options) {
  Draft draft{.logits = kLogits, .mirostat_limit = 50};
  apply_stages(draft, options);
  return draft;
}

TEST(Stages, GreedyOnlyChangesLogits) {
  const Draft draft = after({.temperature = 0, .top_k = 1, .logit_bias = {{3, 9}}});
  EXPECT_FALSE(draft.narrowed);
  EXPECT_EQ(draft.logits[3], 10);
  EXPECT_EQ(draft.temperature, 1);
}

TEST(Stages, MirostatReplacesTheOtherCuts) {
  Draft draft = after({.temperature = 0.5f, .top_k = 1, .mirostat = 2, .logit_bias = {{3, 9}}});
  list(draft);
  EXPECT_EQ(draft.candidates.size(), 4u);
  EXPECT_EQ(draft.temperature, 0.5);
  EXPECT_EQ(draft.logits[3], 10);
}

TEST(Stages, WithoutMirostatItsLimitIsNotMinded) {
  Draft draft{.logits = kLogits, .mirostat_limit = 0};
  apply_stages(draft, {.top_k = 3, .top_p = 1});
  EXPECT_EQ(ids(draft.candidates), (std::vector{0, 1, 2}));
}

TEST(Stages, TemperatureDoesNotMoveTheNucleus) {
  for (const float temperature : {0.1f, 5.0f}) {
    EXPECT_EQ(ids(after({.temperature = temperature, .top_k = 0, .top_p = 0.8f}).candidates), (std::vector{0, 1}));
  }
}

}  // namespace
}  // namespace hearth::sampling
