#include "store/create_quantize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "gguf/model_facts.h"
#include "store/test_models.h"

namespace hearth::store {
namespace {

using testing::HasSubstr;

class QuantizeTest : public testing::Test {
 protected:
  gguf::File file(const std::string& name, const gguf::Writer& writer) const {
    gguf::write_model(folder_.file(name), writer);
    return gguf::File::open(folder_.file(name)).value();
  }
  static std::vector<float> weights(const gguf::File& file, std::string_view name) {
    const gguf::TensorInfo& tensor = *file.find_tensor(name);
    std::vector<float> out(tensor.columns() * tensor.rows());
    tensor.format->decode(file.bytes(tensor).data(), out.data(), out.size());
    return out;
  }

  const gguf::TemporaryFolder folder_;
};

TEST_F(QuantizeTest, GivesEachTensorItsFormatAndNearlyTheSameWeights) {
  const gguf::File source = file("f16.gguf", sample_model());
  uint64_t last = 0, total = 0;
  for (const gguf::TensorInfo& tensor : source.tensors()) total += tensor.size_bytes;
  const Quantization quantization = find_quantization("Q4_K_M").value();
  const gguf::File made = file("q4.gguf", quantized(source, quantization, [&](uint64_t done) { last = done; }));
  EXPECT_EQ(last, total);
  EXPECT_EQ(gguf::file_type_name(made), "Q4_K_M");
  EXPECT_EQ(made.find_integer("general.quantization_version"), 2);
  EXPECT_EQ(made.find_string("tokenizer.chat_template"), kChatMl);
  EXPECT_EQ(made.find_tensor("blk.0.attn_q.weight")->format->name, "Q4_K");
  EXPECT_EQ(made.find_tensor("token_embd.weight")->format->name, "Q6_K");
  EXPECT_EQ(made.find_tensor("output_norm.weight")->format->name, "F32");
  const std::vector<float> before = weights(source, "blk.1.attn_q.weight"),
                           after = weights(made, "blk.1.attn_q.weight");
  ASSERT_EQ(before.size(), after.size());
  for (size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(before[i], after[i], 0.1) << i;
}

TEST_F(QuantizeTest, TakesOnlyWholeNumbersOfBits) {
  EXPECT_TRUE(check_source_of_quantization(file("f16.gguf", sample_model())));
  const auto refused = check_source_of_quantization(file("q8.gguf", sample_model({.format = quant::Format::kQ8_0})));
  EXPECT_THAT(refused.error().message, HasSubstr("quantization is only supported for F16, BF16 and F32 models"));
}

TEST_F(QuantizeTest, MergesWithoutAChange) {
  gguf::Writer part = sample_model();
  part.set("split.count", uint16_t{1});
  const gguf::File made = file("whole.gguf", merged(file("part.gguf", part)));
  EXPECT_EQ(made.find("split.count"), nullptr);
  EXPECT_EQ(merged(made).to_bytes().value(), sample_model().to_bytes().value());
}

}  // namespace
}  // namespace hearth::store
