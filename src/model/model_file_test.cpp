#include "model/model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "gguf/test_files.h"

namespace hearth::model {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ModelFileTest : public testing::Test {
 protected:
  // The sample file (gguf/test_files.h) with what a test has put into `writer_`.
  ModelFile& open() {
    gguf::write_model(folder_.file("model.gguf"), writer_);
    auto opened = gguf::File::open(folder_.file("model.gguf"));
    EXPECT_TRUE(opened) << opened.error().message;
    file_ = std::move(opened.value());
    model_ = ModelFile::open(file_).value();
    return model_;
  }

  gguf::Writer writer_ = gguf::sample_writer();

 private:
  gguf::TemporaryFolder folder_;
  gguf::File file_;
  ModelFile model_;
};

TEST_F(ModelFileTest, ReadsNumbersAndTextUnderTheArchitecture) {
  writer_.set("llama.block_count", uint64_t{7});
  writer_.set("llama.eps", 0.5);
  writer_.set("llama.kind", "round");
  const ModelFile& model = open();
  EXPECT_EQ(model.architecture(), "llama");
  EXPECT_EQ(model.count("block_count"), 7);
  EXPECT_EQ(model.count_or("block_count", 3), 7);
  EXPECT_EQ(model.count_or("absent", 3), 3);
  EXPECT_EQ(model.real("eps"), 0.5f);
  EXPECT_EQ(model.real_or("absent", 2.0f), 2.0f);
  EXPECT_EQ(model.text_or("kind", "square"), "round");
  EXPECT_EQ(model.text_or("absent", "square"), "square");
}

TEST_F(ModelFileTest, NamesTheKeyAndWhatWasFound) {
  writer_.set("llama.none", 0u);
  writer_.set("llama.many", uint64_t{1} << 40);
  writer_.set("llama.per_layer", std::vector<uint32_t>{1, 2});
  writer_.set("llama.endless", std::numeric_limits<float>::infinity());
  const ModelFile& model = open();
  EXPECT_EQ(model.count("absent").error().message, "llama.absent is missing");
  EXPECT_EQ(model.real("absent").error().message, "llama.absent is missing");
  EXPECT_EQ(model.count("none").error().message, "llama.none is 0, expected 1 to 16777216");
  EXPECT_EQ(model.count_or("many", 1).error().message, "llama.many is 1099511627776, expected 1 to 16777216");
  EXPECT_EQ(model.count("per_layer").error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(model.count("per_layer").error().message, HasSubstr("llama.per_layer is of type arr"));
  EXPECT_THAT(model.real_or("endless", 1).error().message, HasSubstr("llama.endless (f32) is not a finite number"));
  EXPECT_THAT(model.text_or("none", "").error().message, HasSubstr("llama.none is of type u32, expected string"));
}

TEST_F(ModelFileTest, AWeightHasTheShapeThatWasAskedFor) {
  ModelFile& model = open();
  const auto weight = model.weight("blk.0.attn_q.weight", 2, 32);
  ASSERT_TRUE(weight) << weight.error().message;
  EXPECT_EQ(weight->data->format, quant::Format::kQ8_0);
  std::vector<uint8_t> row(34);
  EXPECT_TRUE(weight->data->source->read(34, row));
  EXPECT_EQ(model.weight("blk.0.attn_q.weight", 4, 16).error().message,
            "tensor blk.0.attn_q.weight is 2 x 32, expected 4 x 16");
  EXPECT_EQ(model.weight("absent", 4, 16).error().message, "tensor absent is missing");
  EXPECT_FALSE(*model.weight_or("absent", 4, 16, {}));
  EXPECT_EQ(model.weight_or("absent", 4, 16, *weight)->data, weight->data);
  EXPECT_THAT(model.weights(), ElementsAre(weight->data));  // only what was found
}

TEST_F(ModelFileTest, SmallVectorsAreReadAtOnce) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  writer_.add_weights({"bad.weight", quant::Format::kF32, {2}}, std::vector<float>{1, nan});
  const ModelFile& model = open();
  EXPECT_THAT(model.values_or_none("output_norm.weight", 4).value(), ElementsAre(1, 2, 3, 4));
  EXPECT_TRUE(model.values_or_none("absent", 4)->empty());
  EXPECT_EQ(model.values_or_none("output_norm.weight", 3).error().message,
            "tensor output_norm.weight is 1 x 4, expected 1 x 3");
  EXPECT_EQ(model.values_or_none("bad.weight", 2).error().message,
            "tensor bad.weight holds a value that is not finite");
}

TEST_F(ModelFileTest, TheVocabularyHasAsManyTokensAsTheTableRows) {
  EXPECT_EQ(open().vocabulary_size().error().message, "tensor token_embd.weight is missing");
  writer_.add_weights({"token_embd.weight", quant::Format::kF32, {4, 3}}, std::vector<float>(12, 1.0f));
  EXPECT_EQ(open().vocabulary_size(), 3);
  writer_.set("tokenizer.ggml.tokens", std::vector<std::string>{"a", "b"});
  EXPECT_EQ(open().vocabulary_size().error().message,
            "tokenizer.ggml.tokens has 2 entries, token_embd.weight has 3 rows");
}

TEST(CheckHeads, RefusesWhatAttentionCannotCompute) {
  EXPECT_TRUE(check_heads(8, 2, 64, 64));
  EXPECT_THAT(check_heads(8, 3, 64, 64).error().message, HasSubstr("head_count is 8 and attention.head_count_kv 3"));
  EXPECT_THAT(check_heads(2, 4, 64, 64).error().message, HasSubstr("expected the second to divide the first"));
  EXPECT_EQ(check_heads(8, 2, 40, 40).error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(check_heads(8, 2, 64, 80).error().message, HasSubstr("rope.dimension_count is 80"));
}

}  // namespace
}  // namespace hearth::model
