// StepPace: how long steps take here and now, and from that how many rows of prompts a step may have.
//
// While answers are running, every row of somebody's prompt delays their next token, so a chunk is as long as makes a
// step kSlowdown times as long as without it. That can be too short to be worth it: at a depth of thousands of tokens
// even one row reads as many bytes of keys and values as there are weights, and a few more share that. Then the chunk
// has kFewestRows, and steps without one follow until answers are at kSlowdown again on average; a single step is
// kLongestStep times as long at most. Without running answers only the caller's limit counts. The pace decides who is
// computed when, never what comes out (docs/architecture.md, promise 1), so a clock may be read here.
#pragma once

#include <cstdint>

namespace hearth::runtime {

class StepPace {
 public:
  static constexpr double kSlowdown = 2.0;
  static constexpr double kLongestStep = 5.0;
  static constexpr int32_t kFewestRows = 8;

  // A step took so long and had so many rows of prompts and of running answers.
  void note(int64_t ns, int32_t n_prompt_rows, int32_t n_answer_rows);

  // Rows of prompts in the next step, if it also runs answers: at most `most`, and 0 when chunks have to be made up
  // for.
  int32_t chunk_rows(int32_t most) const;

  // Nanoseconds that a prompt's token and a step of answers take; 0 as long as nothing was measured.
  double prompt_row_ns() const { return prompt_row_ns_; }
  double answer_step_ns() const { return answer_step_ns_; }

 private:
  double prompt_row_ns_ = 0;
  double answer_step_ns_ = 0;  // of a step without prompts
  int32_t n_since_chunk_ = 0;  // steps of answers alone
};

}  // namespace hearth::runtime
