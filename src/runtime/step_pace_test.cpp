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

// Steps of answers alone between two chunks of so many rows, when a row of a prompt takes `row_ns`.
int steps_until_a_chunk(int64_t answer_ns, int64_t row_ns, int32_t n_rows) {
  StepPace pace;
  pace.note(answer_ns, 0, 1);
  pace.note(answer_ns + row_ns * n_rows, n_rows, 1);
  int n_steps = 0;
  for (; pace.chunk_rows(512) == 0; ++n_steps) pace.note(answer_ns, 0, 1);
  EXPECT_EQ(pace.chunk_rows(512), n_rows);
  return n_steps;
}

TEST(StepPace, ChunksThatWouldBeTooShortAreLongerAndMadeUpFor) {
  EXPECT_EQ(steps_until_a_chunk(1'000'000, 125'000, 8), 0);  // 8 rows take as long as the answers
  EXPECT_EQ(steps_until_a_chunk(1'000'000, 130'000, 8), 1);
  EXPECT_EQ(steps_until_a_chunk(1'000'000, 300'000, 8), 2);  // 2.4 ms, of which each step earns 1
  EXPECT_EQ(steps_until_a_chunk(1'000'000, 500'000, 8), 3);
}

TEST(StepPace, NoStepIsVeryLong) {
  EXPECT_EQ(steps_until_a_chunk(1'000'000, 1'000'000, 4), 3);  // 8 rows would make it 9 times as long
  EXPECT_EQ(steps_until_a_chunk(1'000'000, 3'500'000, 1), 3);
}

TEST(StepPace, AnswersAndPromptsGoOnWhenPromptsAreVerySlow) {
  EXPECT_EQ(steps_until_a_chunk(1'000'000, 20'000'000, 1), 19);
}

TEST(StepPace, LearnsFromMixedSteps) {
  StepPace pace;
  pace.note(1'000'000, 0, 1);
  pace.note(3'000'000, 20, 1);  // 2 ms for 20 tokens
  EXPECT_DOUBLE_EQ(pace.prompt_row_ns(), 100'000);
}

}  // namespace
}  // namespace hearth::runtime
