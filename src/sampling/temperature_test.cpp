#include <gtest/gtest.h>

#include <cmath>

#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

TEST(Temperature, DividesTheLogits) {
  Draft draft = draft_of({1, -2});
  temperature(draft, {.temperature = 0.5f});
  EXPECT_EQ(draft.candidates[0].logit, 2);
  EXPECT_EQ(draft.candidates[1].logit, -4);
}

TEST(Temperature, StaysFiniteWhenItIsTiny) {
  Draft draft = draft_of({1e5f, -1e5f});
  temperature(draft, {.temperature = 1e-38f});
  EXPECT_TRUE(std::isfinite(draft.candidates[0].logit));
  EXPECT_TRUE(std::isfinite(draft.candidates[1].logit));
}

}  // namespace
}  // namespace hearth::sampling
