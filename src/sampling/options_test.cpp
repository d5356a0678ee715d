#include "sampling/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace hearth::sampling {
namespace {

using ::testing::HasSubstr;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

std::string message(const SamplerOptions& options, int32_t n_vocab = 100) {
  const Status status = validate(options, n_vocab);
  return status ? "valid" : status.error().message;
}

TEST(SamplerOptions, DefaultsAndSwitchesThatAreOffAreValid) {
  EXPECT_EQ(message({}), "valid");
  EXPECT_EQ(message({.top_k = -1, .repeat_last_n = -1, .dry_penalty_last_n = -1, .top_n_sigma = -1}), "valid");
  EXPECT_EQ(message({.mirostat = 2, .dry_sequence_breakers = {{0, 99}}, .logit_bias = {{99, -kInfinity}}}), "valid");
}

TEST(SamplerOptions, AMessageNamesTheOptionItsValueAndItsRange) {
  EXPECT_EQ(message({.temperature = -1}), "temperature is -1, expected a number that is not negative");
  EXPECT_EQ(message({.top_p = 2}), "top_p is 2, expected a number from 0 to 1");
  EXPECT_EQ(message({.min_p = -0.5f}), "min_p is -0.5, expected a number from 0 to 1");
  EXPECT_EQ(message({.typical_p = 1.5f}), "typical_p is 1.5, expected a number from 0 to 1");
  EXPECT_EQ(message({.min_keep = -1}), "min_keep is -1, expected 0 or more");
  EXPECT_EQ(message({.repeat_last_n = -2}), "repeat_last_n is -2, expected -1 (the whole context) or more");
  EXPECT_EQ(message({.repeat_penalty = 0}), "repeat_penalty is 0, expected a number above 0");
  EXPECT_EQ(message({.mirostat = 3}), "mirostat is 3, expected 0 (off), 1 or 2");
  EXPECT_EQ(message({.mirostat_tau = -1}), "mirostat_tau is -1, expected a number that is not negative");
  EXPECT_EQ(message({.mirostat_eta = -1}), "mirostat_eta is -1, expected a number that is not negative");
  EXPECT_EQ(message({.dry_multiplier = -1}), "dry_multiplier is -1, expected a number that is not negative");
  EXPECT_EQ(message({.dry_base = 0.5f}), "dry_base is 0.5, expected a number of 1 or more");
  EXPECT_EQ(message({.dry_allowed_length = 0}), "dry_allowed_length is 0, expected 1 or more");
  EXPECT_EQ(message({.xtc_probability = 2}), "xtc_probability is 2, expected a number from 0 to 1");
  EXPECT_EQ(message({.dynatemp_range = -1}), "dynatemp_range is -1, expected a number that is not negative");
}

TEST(SamplerOptions, WhatIsNotANumberIsRefused) {
  EXPECT_THAT(message({.temperature = kInfinity}), HasSubstr("temperature is inf"));
  EXPECT_THAT(message({.presence_penalty = kNan}), HasSubstr("presence_penalty"));
  EXPECT_THAT(message({.frequency_penalty = -kInfinity}), HasSubstr("frequency_penalty is -inf"));
  EXPECT_THAT(message({.top_n_sigma = kNan}), HasSubstr("top_n_sigma"));
  EXPECT_EQ(message({.logit_bias = {{5, kNan}}}), "logit_bias of token 5 is nan, expected a number");
}

TEST(SamplerOptions, TokensAreCheckedAgainstTheVocabulary) {
  EXPECT_EQ(message({.logit_bias = {{100, 1}}}), "logit_bias names token 100, expected an id from 0 to 99");
  EXPECT_EQ(message({.logit_bias = {{-1, 1}}}), "logit_bias names token -1, expected an id from 0 to 99");
  EXPECT_EQ(message({.dry_sequence_breakers = {{1}, {2, 100}}}),
            "dry_sequence_breakers names token 100, expected an id from 0 to 99");
  EXPECT_EQ(message({.dry_sequence_breakers = {{1}, {}}}),
            "dry_sequence_breakers[1] is empty, expected at least one token");
}

}  // namespace
}  // namespace hearth::sampling
