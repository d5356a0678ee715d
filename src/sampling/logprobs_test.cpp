#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sampling/sampler.h"

namespace hearth::sampling {
namespace {

TEST(Logprobs, AreTheLogarithmOfTheSoftmax) {
  const std::vector<float> logits = {std::log(0.1f), std::log(0.2f), std::log(0.7f)};
  const auto found = logprobs(logits, 1, 2);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].id, 1);
  EXPECT_NEAR(found[0].logprob, std::log(0.2), 1e-6);
  EXPECT_EQ(found[1].id, 2);
  EXPECT_NEAR(found[1].logprob, std::log(0.7), 1e-6);
  EXPECT_EQ(found[2].id, 1);
}

TEST(Logprobs, DoNotDependOnAnOffset) {
  std::vector<float> logits(100), shifted(100);
  for (size_t i = 0; i < 100; ++i) {
    logits[i] = static_cast<float>(i % 17) * 0.5f;
    shifted[i] = logits[i] + 4096;  // exact in a float
  }
  EXPECT_EQ(logprobs(logits, 3, 0)[0].logprob, logprobs(shifted, 3, 0)[0].logprob);
}

TEST(Logprobs, SurviveWhatIsNotFinite) {
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  const auto found = logprobs(std::vector{nan, 0.0f, -infinity}, 1, 3);
  EXPECT_EQ(found[0].logprob, 0);
  for (const TokenLogprob& entry : found) EXPECT_TRUE(std::isfinite(entry.logprob));
}

TEST(Logprobs, LogSumExpEqualsTheSumInLongDouble) {
  std::vector<float> logits(49999);
  long double sum = 0;
  for (size_t i = 0; i < logits.size(); ++i) {
    logits[i] = static_cast<float>(std::sin(static_cast<double>(i)) * 12);
    sum += std::exp(static_cast<long double>(logits[i]));
  }
  EXPECT_NEAR(log_sum_exp(logits), static_cast<double>(std::log(sum)), 1e-13);
}

}  // namespace
}  // namespace hearth::sampling
