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
  n_since_chunk_ = n_prompt_rows == 0 ? n_since_chunk_ + 1 : 0;
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
  const double allowance_ns = (kSlowdown - 1) * answer_step_ns_;  // that a step earns
  const auto rows_of = [&](double time_ns) { return std::floor(time_ns / prompt_row_ns_); };
  const double steady = rows_of(allowance_ns);
  if (steady >= std::min(kFewestRows, most)) return static_cast<int32_t>(std::min<double>(steady, most));
  const double at_most = std::min(kFewestRows, most);
  const double rows = std::clamp(rows_of((kLongestStep - 1) * answer_step_ns_), 1.0, at_most);
  const bool earned = (n_since_chunk_ + 1) * allowance_ns >= rows * prompt_row_ns_;
  return earned ? static_cast<int32_t>(rows) : 0;
}

}  // namespace hearth::runtime
