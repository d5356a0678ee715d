#include "convert/convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "convert/test_model.h"
#include "gguf/file.h"

namespace hearth::convert {
namespace {

using ::testing::HasSubstr;

class ConvertTest : public testing::Test {
 protected:
  std::string why_not() const {
    const auto made = convert(model_.write(folder_));
    EXPECT_FALSE(made);
    return made ? "" : made.error().message;
  }

  TestModel model_;
  const TestFolder folder_;
};

TEST_F(ConvertTest, WritesAFileWithTheNamesOfLlamaCpp) {
  const auto made = convert(model_.write(folder_));
  ASSERT_TRUE(made) << made.error().message;
  const std::string path = folder_.path() + "/model.gguf";
  ASSERT_TRUE(made->writer.write(path));
  const auto file = gguf::File::open(path);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->find_string("general.architecture"), "bert");
  EXPECT_EQ(file->find_integer("general.file_type"), 1);
  EXPECT_EQ(file->find_integer("bert.context_length"), 8);
  EXPECT_EQ(file->find_integer("bert.attention.head_count"), 1);
  EXPECT_EQ(file->find_integer("bert.pooling_type"), 2);
  EXPECT_EQ(file->find_boolean("bert.attention.causal"), false);
  EXPECT_EQ(made->parameters, Json::object({{"num_ctx", 6}}));
  EXPECT_EQ(file->tensors().size(), 5u + 16u);
  for (const char* name : {"token_embd.weight", "token_types.weight", "position_embd.weight", "token_embd_norm.bias",
                           "blk.0.attn_q.weight", "blk.0.attn_output_norm.weight", "blk.0.ffn_up.bias",
                           "blk.0.ffn_down.weight", "blk.0.layer_output_norm.bias"}) {
    EXPECT_NE(file->find_tensor(name), nullptr) << name;
  }
}

TEST_F(ConvertTest, MatricesBecomeF16AndVectorsStay) {
  const auto made = convert(model_.write(folder_));
  ASSERT_TRUE(made) << made.error().message;
  const std::string path = folder_.path() + "/model.gguf";
  ASSERT_TRUE(made->writer.write(path));
  const auto file = gguf::File::open(path);
  ASSERT_TRUE(file) << file.error().message;
  const gguf::TensorInfo& matrix = *file->find_tensor("blk.0.ffn_up.weight");
  EXPECT_EQ(matrix.format->format, quant::Format::kF16);
  EXPECT_EQ(matrix.rows(), 32u);
  EXPECT_EQ(matrix.columns(), 16u);
  std::vector<float> values(512);
  matrix.format->decode(file->bytes(matrix).data(), values.data(), values.size());
  EXPECT_EQ(values[511], 511 * 0.25f);
  const gguf::TensorInfo& vector = *file->find_tensor("blk.0.ffn_up.bias");
  EXPECT_EQ(vector.format->format, quant::Format::kF32);
  vector.format->decode(file->bytes(vector).data(), values.data(), 32);
  EXPECT_EQ(values[31], 31 * 0.25f);
}

TEST_F(ConvertTest, KnowsWhatItConverts) {
  model_.texts["config.json"] = R"({"architectures": ["GPT5"]})";
  EXPECT_THAT(why_not(), HasSubstr("unsupported architecture \"GPT5\"; converted from safetensors are: BertFor"));
  model_.texts["config.json"] = "{}";
  EXPECT_THAT(why_not(), HasSubstr("unknown architecture"));
  model_.texts.erase("config.json");
  EXPECT_THAT(why_not(), HasSubstr("config.json: missing beside the safetensors files"));
}

TEST_F(ConvertTest, RefusesANumberThatF16CannotHold) {
  model_.add("embeddings.word_embeddings.extra", {2, 2}, 40000);
  const auto made = convert(model_.write(folder_));
  ASSERT_TRUE(made) << made.error().message;
  const auto bytes = made->writer.to_bytes();
  ASSERT_FALSE(bytes);
  EXPECT_THAT(bytes.error().message, HasSubstr("holds a number that F16 cannot hold"));
}

}  // namespace
}  // namespace hearth::convert
