#include "sampling/options.h"

#include <cmath>
#include <string_view>

#include "base/text.h"

namespace hearth::sampling {
namespace {

constexpr float kMost = std::numeric_limits<float>::max();
constexpr float kAboveZero = std::numeric_limits<float>::denorm_min();

struct RealRange {
  std::string_view name;
  float SamplerOptions::* value;
  float low, high;  // both allowed
  std::string_view expected;
};

constexpr RealRange kReals[] = {
    {"temperature", &SamplerOptions::temperature, 0, kMost, "a number that is not negative"},
    {"top_p", &SamplerOptions::top_p, 0, 1, "a number from 0 to 1"},
    {"min_p", &SamplerOptions::min_p, 0, 1, "a number from 0 to 1"},
    {"typical_p", &SamplerOptions::typical_p, 0, 1, "a number from 0 to 1"},
    {"repeat_penalty", &SamplerOptions::repeat_penalty, kAboveZero, kMost, "a number above 0"},
    {"presence_penalty", &SamplerOptions::presence_penalty, -kMost, kMost, "a finite number"},
    {"frequency_penalty", &SamplerOptions::frequency_penalty, -kMost, kMost, "a finite number"},
    {"mirostat_tau", &SamplerOptions::mirostat_tau, 0, kMost, "a number that is not negative"},
    {"mirostat_eta", &SamplerOptions::mirostat_eta, 0, kMost, "a number that is not negative"},
    {"dry_multiplier", &SamplerOptions::dry_multiplier, 0, kMost, "a number that is not negative"},
    {"dry_base", &SamplerOptions::dry_base, 1, kMost, "a number of 1 or more"},
    {"xtc_probability", &SamplerOptions::xtc_probability, 0, 1, "a number from 0 to 1"},
    {"xtc_threshold", &SamplerOptions::xtc_threshold, 0, 1, "a number from 0 to 1"},
    {"dynatemp_range", &SamplerOptions::dynatemp_range, 0, kMost, "a number that is not negative"},
    {"dynatemp_exponent", &SamplerOptions::dynatemp_exponent, 0, kMost, "a number that is not negative"},
    {"top_n_sigma", &SamplerOptions::top_n_sigma, -kMost, kMost, "a finite number"},
};

struct IntegerRange {
  std::string_view name;
  int32_t SamplerOptions::* value;
  int32_t low, high;  // both allowed
  std::string_view expected;
};

constexpr int32_t kMostInteger = std::numeric_limits<int32_t>::max();

constexpr IntegerRange kIntegers[] = {
    {"min_keep", &SamplerOptions::min_keep, 0, kMostInteger, "0 or more"},
    {"repeat_last_n", &SamplerOptions::repeat_last_n, -1, kMostInteger, "-1 (the whole context) or more"},
    {"mirostat", &SamplerOptions::mirostat, 0, 2, "0 (off), 1 or 2"},
    {"dry_allowed_length", &SamplerOptions::dry_allowed_length, 1, kMostInteger, "1 or more"},
    {"dry_penalty_last_n", &SamplerOptions::dry_penalty_last_n, -1, kMostInteger, "-1 (the whole context) or more"},
};

// One row of either list.
template <class Range>
Status check_range(const SamplerOptions& options, const Range& range) {
  const auto value = options.*range.value;
  if (value >= range.low && value <= range.high) return {};  // not so for NaN
  return fail(ErrorCode::kInvalidArgument, concat(range.name, " is ", value, ", expected ", range.expected));
}

Status check_id(std::string_view option, int32_t id, int32_t n_vocab) {
  if (id >= 0 && id < n_vocab) return {};
  return fail(ErrorCode::kInvalidArgument,
              concat(option, " names token ", id, ", expected an id from 0 to ", n_vocab - 1));
}

Status check_biases(const std::vector<LogitBias>& biases, int32_t n_vocab) {
  for (const auto& [id, bias] : biases) {
    TRY(check_id("logit_bias", id, n_vocab));
    if (std::isnan(bias)) {
      return fail(ErrorCode::kInvalidArgument, concat("logit_bias of token ", id, " is ", bias, ", expected a number"));
    }
  }
  return {};
}

Status check_breakers(const std::vector<std::vector<int32_t>>& breakers, int32_t n_vocab) {
  for (size_t i = 0; i < breakers.size(); ++i) {
    if (breakers[i].empty()) {
      return fail(ErrorCode::kInvalidArgument,
                  concat("dry_sequence_breakers[", i, "] is empty, expected at least one token"));
    }
    for (const int32_t id : breakers[i]) TRY(check_id("dry_sequence_breakers", id, n_vocab));
  }
  return {};
}

}  // namespace

Status validate(const SamplerOptions& options, int32_t n_vocab) {
  for (const RealRange& range : kReals) TRY(check_range(options, range));
  for (const IntegerRange& range : kIntegers) TRY(check_range(options, range));
  TRY(check_biases(options.logit_bias, n_vocab));
  return check_breakers(options.dry_sequence_breakers, n_vocab);
}

}  // namespace hearth::sampling
