// The stages against a second implementation, which tools/goldens/make_samplers.py has: tests/golden/sampling.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "base/json.h"
#include "sampling/mirostat.h"
#include "sampling/narrow.h"
#include "sampling/selection.h"
#include "sampling/softmax.h"
#include "sampling/stages.h"

namespace hearth::sampling {
namespace {

Json read_golden(const std::string& name) {
  std::ifstream file(std::string(HEARTH_SOURCE_DIR) + "/tests/golden/sampling/" + name + ".json");
  std::stringstream text;
  text << file.rdbuf();
  Result<Json> json = Json::parse(text.str());
  return json ? std::move(*json) : Json();
}

double real(const Json& json) {
  if (const auto* text = json.if_string()) return std::stod(*text);  // "inf", "-inf"
  const auto* integer = json.if_int64();
  return integer != nullptr ? static_cast<double>(*integer) : *json.if_double();
}

template <class Number>
std::vector<Number> numbers(const Json& json) {
  std::vector<Number> result;
  for (const Json& item : *json.if_array()) result.push_back(static_cast<Number>(real(item)));
  return result;
}

const std::map<std::string, float SamplerOptions::*> kReals = {
    {"temperature", &SamplerOptions::temperature},
    {"top_p", &SamplerOptions::top_p},
    {"min_p", &SamplerOptions::min_p},
    {"typical_p", &SamplerOptions::typical_p},
    {"repeat_penalty", &SamplerOptions::repeat_penalty},
    {"presence_penalty", &SamplerOptions::presence_penalty},
    {"frequency_penalty", &SamplerOptions::frequency_penalty},
    {"mirostat_tau", &SamplerOptions::mirostat_tau},
    {"mirostat_eta", &SamplerOptions::mirostat_eta},
    {"dry_multiplier", &SamplerOptions::dry_multiplier},
    {"dry_base", &SamplerOptions::dry_base},
    {"xtc_probability", &SamplerOptions::xtc_probability},
    {"xtc_threshold", &SamplerOptions::xtc_threshold},
    {"dynatemp_range", &SamplerOptions::dynatemp_range},
    {"dynatemp_exponent", &SamplerOptions::dynatemp_exponent},
    {"top_n_sigma", &SamplerOptions::top_n_sigma},
};

const std::map<std::string, int32_t SamplerOptions::*> kIntegers = {
    {"top_k", &SamplerOptions::top_k},
    {"min_keep", &SamplerOptions::min_keep},
    {"repeat_last_n", &SamplerOptions::repeat_last_n},
    {"mirostat", &SamplerOptions::mirostat},
    {"dry_allowed_length", &SamplerOptions::dry_allowed_length},
    {"dry_penalty_last_n", &SamplerOptions::dry_penalty_last_n},
};

void set(SamplerOptions& options, const std::string& name, const Json& value) {
  if (const auto found = kReals.find(name); found != kReals.end()) {
    options.*found->second = static_cast<float>(real(value));
  } else if (const auto integer = kIntegers.find(name); integer != kIntegers.end()) {
    options.*integer->second = static_cast<int32_t>(real(value));
  } else if (name == "seed") {
    options.seed = static_cast<uint64_t>(*value.if_int64());
  } else if (name == "logit_bias") {
    for (const Json& item : *value.if_array()) {
      const auto pair = numbers<float>(item);
      options.logit_bias.push_back({static_cast<int32_t>(pair[0]), pair[1]});
    }
  } else if (name == "dry_sequence_breakers") {
    for (const Json& item : *value.if_array()) options.dry_sequence_breakers.push_back(numbers<int32_t>(item));
  } else {
    FAIL() << "no option is called " << name;
  }
}

SamplerOptions options_of(const Json& json) {
  SamplerOptions options;
  for (const auto& [name, value] : *json.find("options")->if_object()) set(options, name, value);
  return options;
}

std::vector<uint64_t> mask_of(const Json& json, size_t n_vocab) {
  if (json.find("allowed")->is_null()) return {};
  std::vector<uint64_t> mask((n_vocab + 63) / 64);
  for (const auto id : numbers<size_t>(*json.find("allowed"))) mask[id / 64] |= uint64_t{1} << (id % 64);
  return mask;
}

// The probability of each token that may be drawn.
std::map<int32_t, double> distribution(Draft& draft, const SamplerOptions& options) {
  apply_stages(draft, options);
  if (options.temperature == 0) return {{highest(draft.logits), 1.0}};
  list(draft);
  const double total = weigh(draft.candidates, highest_logit(draft), draft.weights, draft.temperature);
  std::map<int32_t, double> result;
  for (size_t i = 0; i < draft.candidates.size(); ++i) result[draft.candidates[i].id] = draft.weights[i] / total;
  return result;
}

void check(const Json& golden) {
  SCOPED_TRACE(*golden.find("name")->if_string());
  const SamplerOptions options = options_of(golden);
  ASSERT_TRUE(validate(options));
  const auto logits = numbers<float>(*golden.find("logits"));
  const auto history = numbers<int32_t>(*golden.find("history"));
  const auto mask = mask_of(golden, logits.size());
  Draft draft{.logits = logits, .history = history, .mask = mask, .position = *golden.find("position")->if_int64()};
  draft.breakers = SequenceBreakers(options.dry_sequence_breakers);
  draft.mirostat_limit = real(*golden.find("mirostat_limit"));
  const std::map<int32_t, double> found = distribution(draft, options);

  const Json::Array& expected = *golden.find("expected")->if_array();
  ASSERT_EQ(found.size(), expected.size());
  auto next = found.begin();
  for (const Json& item : expected) {
    const auto pair = numbers<double>(item);
    ASSERT_EQ(next->first, static_cast<int32_t>(pair[0]));
    EXPECT_NEAR(next->second, pair[1], 2e-6 * pair[1]) << next->first;
    ++next;
  }
  if (const Json* limit = golden.find("limit_after_first")) {
    learn_from(found.begin()->second, draft, options);
    EXPECT_NEAR(draft.mirostat_limit, real(*limit), 1e-5);
  }
}

class SamplingGolden : public ::testing::TestWithParam<std::string> {};

TEST_P(SamplingGolden, EqualsTheSecondImplementation) {
  const Json golden = read_golden(GetParam());
  ASSERT_FALSE(golden.is_null());
  for (const Json& item : *golden.find("cases")->if_array()) check(item);
}

INSTANTIATE_TEST_SUITE_P(All, SamplingGolden, ::testing::Values("single_stages", "changes", "mirostat", "together"),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace hearth::sampling
