#include <gtest/gtest.h>

#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

double temperature_of(const std::vector<float>& logits, const SamplerOptions& options) {
  Draft draft = draft_of(logits);
  temperature(draft, options);
  dynamic_temperature(draft, options);
  return draft.temperature;
}

const SamplerOptions kOptions{.temperature = 1, .dynatemp_range = 0.75f};

TEST(DynamicTemperature, IsHighWhereTheModelIsUncertain) {
  EXPECT_NEAR(temperature_of({2, 2, 2, 2}, kOptions), 1.75, 1e-12);
  EXPECT_NEAR(temperature_of({2, -800, -800}, kOptions), 0.25, 1e-12);
  EXPECT_EQ(temperature_of({2}, kOptions), 0.25);
}

TEST(DynamicTemperature, ItsExponentBendsTheCurve) {
  // Two of four equally likely: half the entropy that four could have.
  const std::vector<float> logits = {2, 2, -800, -800};
  EXPECT_NEAR(temperature_of(logits, kOptions), 1, 1e-12);
  SamplerOptions squared = kOptions;
  squared.dynatemp_exponent = 2;
  EXPECT_NEAR(temperature_of(logits, squared), 0.25 + 1.5 * 0.25, 1e-12);
}

TEST(DynamicTemperature, StaysAboveZero) {
  EXPECT_GT(temperature_of({2, -800}, {.temperature = 1, .dynatemp_range = 5}), 0);
}

TEST(DynamicTemperature, ZeroIsOff) { EXPECT_EQ(temperature_of({1, 2}, {.temperature = 0.5f}), 0.5); }

}  // namespace
}  // namespace hearth::sampling
