#include "model/layers/rope_scaling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "gguf/test_files.h"

namespace hearth::model {
namespace {

using ::testing::HasSubstr;

constexpr int32_t kDims = 64;
constexpr float kTheta = 10000;

class RopeScalingTest : public testing::Test {
 protected:
  Result<compute::Rope> rope(RopeSpec spec = {.theta = kTheta, .dims = kDims}) {
    gguf::write_model(folder_.file("model.gguf"), writer_);
    file_ = gguf::File::open(folder_.file("model.gguf")).value();
    model_ = ModelFile::open(file_).value();
    return read_rope(model_, spec);
  }
  void scale(const char* type, float factor) {
    writer_.set("llama.rope.scaling.type", type);
    writer_.set("llama.rope.scaling.factor", factor);
  }
  // How often pair i would turn per position without any scaling.
  static double plain(size_t i) { return std::pow(double{kTheta}, -2.0 * static_cast<double>(i) / kDims); }

  gguf::Writer writer_ = gguf::sample_writer();

 private:
  gguf::TemporaryFolder folder_;
  gguf::File file_;
  ModelFile model_;
};

TEST_F(RopeScalingTest, FrequenciesFallAsAPowerOfTheBase) {
  const auto r = rope();
  ASSERT_TRUE(r) << r.error().message;
  ASSERT_EQ(r->frequencies.size(), size_t{kDims / 2});
  for (size_t i = 0; i < r->frequencies.size(); ++i) EXPECT_NEAR(r->frequencies[i] / plain(i), 1, 1e-12) << i;
  EXPECT_EQ(r->magnitude, 1);
}

TEST_F(RopeScalingTest, LinearDividesEveryFrequency) {
  scale("linear", 4);
  const auto r = rope().value();
  for (size_t i = 0; i < r.frequencies.size(); ++i) EXPECT_NEAR(r.frequencies[i] / plain(i), 0.25, 1e-12) << i;
  const auto unscaled = rope({.theta = kTheta, .dims = kDims, .scaling = RopeScaling::kNone}).value();
  EXPECT_NEAR(unscaled.frequencies[5] / plain(5), 1, 1e-12);
}

// Within 4096 positions pair 10 turns 36 times and pair 11 turns 27; pair 22 turns 1.2 times, pair 23 less than once:
// with the usual 32 and 1 rotations the ramp goes from pair 10 to pair 23.
TEST_F(RopeScalingTest, YarnKeepsFastPairsAndSlowsSlowOnes) {
  scale("yarn", 4);
  writer_.set("llama.rope.scaling.original_context_length", 4096u);
  const auto r = rope().value();
  for (size_t i = 0; i < r.frequencies.size(); ++i) {
    const double kept = i <= 10 ? 1 : i >= 23 ? 0 : (23.0 - static_cast<double>(i)) / 13;
    EXPECT_NEAR(r.frequencies[i] / plain(i), kept + (1 - kept) / 4, 1e-12) << i;
  }
  EXPECT_NEAR(r.magnitude, 1 + 0.1 * std::log(4.0), 1e-12);
}

TEST_F(RopeScalingTest, FactorsOfTheFileDivideTheirPairs) {
  std::vector<float> factors(kDims / 2, 1.0f);
  factors[3] = 8;
  writer_.add_weights({"rope_freqs.weight", quant::Format::kF32, {kDims / 2}}, factors);
  const auto r = rope().value();
  EXPECT_NEAR(r.frequencies[2] / plain(2), 1, 1e-12);
  EXPECT_NEAR(r.frequencies[3] / plain(3), 0.125, 1e-12);
}

TEST_F(RopeScalingTest, RefusesWhatHasNoMeaning) {
  EXPECT_EQ(rope({.theta = kTheta, .dims = 63}).error().message, "rope.dimension_count is 63, expected an even number");
  EXPECT_FALSE(rope({.theta = kTheta, .dims = 0}));
  EXPECT_THAT(rope({.theta = 1, .dims = kDims}).error().message, HasSubstr("rope.freq_base is 1"));
  scale("linear", -2);
  EXPECT_THAT(rope().error().message, HasSubstr("rope.scaling.factor is -2"));
  scale("longrope", 2);
  const auto unknown = rope();
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(unknown.error().message, HasSubstr("'longrope'; supported: none, linear, yarn"));
}

}  // namespace
}  // namespace hearth::model
