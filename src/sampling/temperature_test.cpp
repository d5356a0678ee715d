#include <gtest/gtest.h>

#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

TEST(Temperature, IsLeftToTheDraw) {
  Draft draft = draft_of({1, -2});
  temperature(draft, {.temperature = 0.5f});
  EXPECT_EQ(draft.temperature, 0.5);
  EXPECT_EQ(draft.candidates[0].logit, 1);
}

}  // namespace
}  // namespace hearth::sampling
