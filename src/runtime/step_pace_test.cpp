#include "runtime/step_pace.h"

#include <gtest/gtest.h>

namespace hearth::runtime {
namespace {

TEST(StepPace, BeginsWithAShortChunk) {
  const StepPace pace;
  EXPECT_GT(pace.chunk_rows(512), 0);
  EXPECT_LE(pace.chunk_rows(512), 32);
  EXPECT_EQ(pace.chunk_rows(3), 3);
}

TEST(StepPace, AChunkMakesAStepAsMuchLongerAsItMay) {
  StepPace pace;
  pace.note(1'000'000, 0, 4);     // answers: 1 ms a step
  pace.note(10'000'000, 100, 0);  // prompts: 0.1 ms a token
  const double slower = StepPace::kSlowdown - 1;
  EXPECT_EQ(pace.chunk_rows(512), static_cast<int>(10 * slower));
  EXPECT_EQ(pace.chunk_rows(2), 2);
}

TEST(StepPace, AnswersGoOnWhenPromptsAreVerySlow) {
  StepPace pace;
  pace.note(1'000'000, 0, 1);
  pace.note(10'000'000'000, 100, 0);
  EXPECT_EQ(pace.chunk_rows(512), 1);
}

TEST(StepPace, LearnsFromMixedSteps) {
  StepPace pace;
  pace.note(1'000'000, 0, 1);
  pace.note(3'000'000, 20, 1);  // 2 ms for 20 tokens
  EXPECT_DOUBLE_EQ(pace.prompt_row_ns(), 100'000);
}

}  // namespace
}  // namespace hearth::runtime
