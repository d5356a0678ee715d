// StepPace: how long steps take here and now, and from that how many rows of prompts a step may have.
//
// While answers are running, every row of somebody's prompt delays their next token, so a chunk is as long as makes a
// step at most kSlowdown times as long as without it. Without running answers only the caller's limit counts. The pace
// decides who is computed when, never what comes out (docs/architecture.md, promise 1), so a clock may be read here.
#pragma once

#include <cstdint>

namespace hearth::runtime {

class StepPace {
 public:
  static constexpr double kSlowdown = 2.0;

  // A step took so long and had so many rows of prompts and of running answers.
  void note(int64_t ns, int32_t n_prompt_rows, int32_t n_answer_rows);

  // Rows of prompts in a step that also runs answers, at least 1 and at most `most`.
  int32_t chunk_rows(int32_t most) const;

  // Nanoseconds that a prompt's token and a step of answers take; 0 as long as nothing was measured.
  double prompt_row_ns() const { return prompt_row_ns_; }
  double answer_step_ns() const { return answer_step_ns_; }

 private:
  double prompt_row_ns_ = 0;
  double answer_step_ns_ = 0;  // of a step without prompts
};

}  // namespace hearth::runtime
