#include "sampling/sampler.h"

#include <cmath>

#include "base/check.h"
#include "base/text.h"
#include "sampling/counter_rng.h"
#include "sampling/selection.h"
#include "sampling/softmax.h"

namespace hearth::sampling {
namespace {

constexpr Stage kStages[] = {
#define STAGE(name, purpose) name,
#include "sampling/stages.def"
#undef STAGE
};

Status check_range(std::string_view name, float value, bool valid, std::string_view expected) {
  if (valid && std::isfinite(value)) return {};
  return fail(ErrorCode::kInvalidArgument, concat(name, " is ", value, ", expected ", expected));
}

// The candidate in whose share of the total weight `point`, in [0, 1), lies.
int32_t draw(Draft& draft, double point) {
  double rest = point * weigh(draft.candidates, highest_logit(draft), draft.weights);
  size_t last = 0;
  for (size_t i = 0; i < draft.weights.size(); ++i) {
    if (draft.weights[i] == 0) continue;
    last = i;
    rest -= draft.weights[i];
    if (rest < 0) break;
  }
  return draft.candidates[last].id;  // also when rounding left a rest behind the last one
}

}  // namespace

Status validate(const SamplerOptions& o) {
  TRY(check_range("temperature", o.temperature, o.temperature >= 0, "a number that is not negative"));
  TRY(check_range("top_p", o.top_p, o.top_p >= 0 && o.top_p <= 1, "a number from 0 to 1"));
  TRY(check_range("min_p", o.min_p, o.min_p >= 0 && o.min_p <= 1, "a number from 0 to 1"));
  TRY(check_range("repeat_penalty", o.repeat_penalty, o.repeat_penalty > 0, "a number above 0"));
  TRY(check_range("presence_penalty", o.presence_penalty, true, "a finite number"));
  TRY(check_range("frequency_penalty", o.frequency_penalty, true, "a finite number"));
  if (o.repeat_last_n < -1) {
    return fail(ErrorCode::kInvalidArgument,
                concat("repeat_last_n is ", o.repeat_last_n, ", expected -1 (the whole context) or more"));
  }
  return {};
}

int32_t Sampler::sample(std::span<const float> logits, std::span<const int32_t> history, int64_t position) {
  CHECK(!logits.empty());
  draft_.logits = logits;
  draft_.history = history;
  if (options_.temperature == 0) {
    penalties(draft_, options_);
    return highest(draft_.logits);
  }
  for (const Stage stage : kStages) stage(draft_, options_);
  return draw(draft_, uniform(options_.seed, static_cast<uint64_t>(position)));
}

}  // namespace hearth::sampling
