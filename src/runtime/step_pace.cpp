#include "runtime/step_pace.h"

#include <algorithm>
#include <cmath>

namespace hearth::runtime {
namespace {

constexpr int32_t kFirstChunk = 16;       // before anything was measured
constexpr int32_t kFewRows = 32;          // shorter chunks read as many weights as longer ones and tell little
constexpr double kWeightOfNew = 1.0 / 8;  // of a moving average

void average(double& mean, double sample) { mean = mean == 0 ? sample : mean + (sample - mean) * kWeightOfNew; }

}  // namespace

void StepPace::note(int64_t ns, int32_t n_prompt_rows, int32_t n_answer_rows) {
  const double time = static_cast<double>(ns);
  if (n_prompt_rows == 0 && n_answer_rows > 0) {
    average(answer_step_ns_, time);
  } else if (n_answer_rows == 0 && n_prompt_rows >= kFewRows) {
    average(prompt_row_ns_, time / n_prompt_rows);
  } else if (n_prompt_rows > 0 && answer_step_ns_ > 0) {
    average(prompt_row_ns_, std::max(0.0, time - answer_step_ns_) / n_prompt_rows);
  }
}

int32_t StepPace::chunk_rows(int32_t most) const {
  if (prompt_row_ns_ <= 0 || answer_step_ns_ <= 0) return std::min(kFirstChunk, most);
  const double rows = std::floor((kSlowdown - 1) * answer_step_ns_ / prompt_row_ns_);
  return static_cast<int32_t>(std::clamp(rows, 1.0, static_cast<double>(most)));
}

}  // namespace hearth::runtime
