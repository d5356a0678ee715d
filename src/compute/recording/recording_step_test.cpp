#include "compute/recording/recording_step.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compute/recording/recording_device.h"

namespace hearth::compute {
namespace {

using ::testing::ElementsAre;

WeightData weight(const std::string& name, int32_t rows, int32_t columns, quant::Format format = quant::Format::kF32) {
  WeightData data;
  data.name = name;
  data.format = format;
  data.rows = rows;
  data.columns = columns;
  return data;
}

// Four rows of two sequences; two want logits.
struct Rows {
  std::vector<StepRow> rows = {{.token = 1, .position = 0, .sequence = 0},
                               {.token = 2, .position = 1, .sequence = 0},
                               {.token = 3, .position = 2, .sequence = 0, .wants_output = true},
                               {.token = 4, .position = 9, .sequence = 1, .wants_output = true}};
  StepInput input = {.rows = rows, .pages = {}};
};

TEST(RecordingStep, NotesEveryVerbWithItsShapesAndWeights) {
  const WeightData table = weight("table", 90, 32, quant::Format::kQ8_0), gain = weight("gain", 1, 32);
  const WeightData q = weight("q", 64, 32, quant::Format::kQ4_0), kv = weight("kv", 32, 32, quant::Format::kQ4_0);
  const WeightData gate = weight("gate", 96, 64), up = weight("up", 96, 64), bias = weight("bias", 1, 96);
  const WeightData head_gain = weight("head_gain", 1, 16);
  const Rows rows;
  std::vector<std::string> verbs;
  RecordingStep step(rows.input, verbs);

  const Tensor x = step.embed({&table});
  step.scale(x, 0.5f);
  step.add(x, step.embed_positions({&table}));
  step.layer_norm(x, {.gain = {&gain}, .bias = {&gain}}, 1e-5f);
  const auto [query, key] = step.linear(step.rms_norm(x, {&gain}, 1e-5f), Weight{&q}, Weight{&kv});
  step.rms_norm_heads(query, {&head_gain}, 1e-5f);
  step.rope(query, 16, {.pairs = RopePairs::kNeighbours, .frequencies = {1, 0.5}});
  step.add_bias(query, {});
  const AttentionShape shape = {
      .n_heads = 4, .n_kv_heads = 2, .head_dim = 16, .scale = 1, .window = 7, .sees = Sees::kAll};
  const Tensor seen = step.attention(3, query, key, key, shape);
  step.add(seen, query);
  const Tensor ffn = step.gated(seen, {.gate = {&gate}, .up = {&up}, .up_bias = {&bias}}, Activation::kGelu);
  step.add_bias(ffn, {&bias});
  step.gelu(ffn);
  const Tensor out = step.rows_with_output(ffn);

  EXPECT_EQ(out.rows, 2);
  EXPECT_EQ(out.columns, 96);
  EXPECT_EQ(out.data, nullptr);
  EXPECT_THAT(verbs,
              ElementsAre("embed 4 tokens -> 4x32 Q8_0 table", "scale 4x32 by 0.5",
                          "embed_positions 4 -> 4x32 Q8_0 table", "add 4x32", "layer_norm 4x32 F32 gain + F32 gain",
                          "rms_norm 4x32 F32 gain", "linear 4x32 -> 4x64 Q4_0 q", "linear 4x32 -> 4x32 Q4_0 kv",
                          "rms_norm_heads 4x64 of 4 heads F32 head_gain", "rope 4x64 of 4 heads, 2 pairs of neighbours",
                          "attention 4x64 layer 3, 4 heads on 2 KV heads of 16, window 7, all positions", "add 4x64",
                          "gated 4x64 -> 4x96 gelu F32 gate * F32 up + F32 bias", "add_bias 4x96 + F32 bias",
                          "gelu 4x96", "rows_with_output 4x96 -> 2x96"));
}

TEST(RecordingStepDeathTest, ShapesThatDoNotFitAreABug) {
  const WeightData table = weight("table", 90, 32), wide = weight("wide", 8, 48), gain = weight("gain", 1, 48);
  const Rows rows;
  std::vector<std::string> verbs;
  RecordingStep step(rows.input, verbs);
  const Tensor x = step.embed({&table});
  EXPECT_DEATH(step.linear(x, Weight{&wide}), "bug at");
  EXPECT_DEATH(step.rms_norm(x, {&gain}, 1e-5f), "bug at");
  EXPECT_DEATH(step.add(x, step.rows_with_output(x)), "bug at");
}

TEST(RecordingDevice, RunsANetworkWithoutWeightsOrPages) {
  const WeightData table = weight("table", 90, 32);
  const Rows rows;
  RecordingDevice device;
  KvCache no_cache;
  const Network network = [&](Step& step) { return step.rows_with_output(step.embed({&table})); };
  const Tensor out = device.run(network, rows.input, no_cache);
  EXPECT_EQ(out.rows, 2);
  EXPECT_THAT(device.verbs(), ElementsAre("embed 4 tokens -> 4x32 F32 table", "rows_with_output 4x32 -> 2x32"));
  EXPECT_EQ(device.scratch_bytes(network, 4, 2), 0u);
}

}  // namespace
}  // namespace hearth::compute
