#include "tokenizer/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tokenizer/test_vocabulary.h"

namespace hearth::tokenizer {
namespace {

using testing::HasSubstr;

constexpr EncodeOptions kPlain{.special = SpecialTokens::kAsText, .bos = Bos::kNever};

class TokenizerGolden : public testing::TestWithParam<const char*> {};

// Rows of [text, ids with special tokens parsed and as the model wants to begin, ids of the text alone, decoded text].
TEST_P(TokenizerGolden, EncodesAndDecodesAsHuggingFace) {
  const auto file = gguf::File::open(golden_path(std::string(GetParam()) + ".gguf"));
  ASSERT_TRUE(file.has_value()) << file.error().message;
  const auto tokenizer = load_or_fail(*file);
  ASSERT_NE(tokenizer, nullptr);
  const Json golden = read_golden(std::string(GetParam()) + ".json");
  ASSERT_GT(golden.find("rows")->if_array()->size(), 100u);
  for (const Json& row : *golden.find("rows")->if_array()) {
    const auto& cells = *row.if_array();
    const std::string& text = *cells[0].if_string();
    const auto special = integers<int32_t>(cells[1]);
    const auto plain = integers<int32_t>(cells[2]);
    EXPECT_EQ(tokenizer->encode(text, {.special = SpecialTokens::kParse}), special) << text;
    EXPECT_EQ(tokenizer->encode(text, kPlain), plain) << text;
    EXPECT_EQ(tokenizer->decode(plain, SpecialTokens::kAsText), *cells[3].if_string()) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Tokenizer, TokenizerGolden,
                         testing::Values("bpe-smollm", "bpe-llama3", "bpe-deepseek-v3", "spm-prefix", "spm-bare",
                                         "wordpiece"));

TEST(Tokenizer, RefusesAModelItDoesNotKnowAndSaysWhichItDoes) {
  gguf::Writer writer = bpe_writer();
  writer.set("tokenizer.ggml.model", "t5");
  const ModelFile model(writer);
  const auto tokenizer = Tokenizer::load(model.file());
  ASSERT_FALSE(tokenizer.has_value());
  EXPECT_EQ(tokenizer.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(tokenizer.error().message, HasSubstr("tokenizer.ggml.model: found 't5', supported are bert"));
}

TEST(Tokenizer, RefusesAFileWithoutATokenizer) {
  const ModelFile model(gguf::Writer{});
  const auto tokenizer = Tokenizer::load(model.file());
  ASSERT_FALSE(tokenizer.has_value());
  EXPECT_THAT(tokenizer.error().message, HasSubstr("tokenizer.ggml.model: missing"));
}

TEST(Tokenizer, RefusesAnUnknownPretokenizerAndListsTheKnownOnes) {
  gguf::Writer writer = bpe_writer();
  writer.set("tokenizer.ggml.pre", "novel");
  const ModelFile model(writer);
  const auto tokenizer = Tokenizer::load(model.file());
  ASSERT_FALSE(tokenizer.has_value());
  EXPECT_EQ(tokenizer.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(tokenizer.error().message, HasSubstr("tokenizer.ggml.pre: found 'novel', supported are a.x-4.0, "));
  EXPECT_THAT(tokenizer.error().message, HasSubstr("qwen2"));
}

TEST(Tokenizer, EncodesAMegabyteWithoutASpaceInTime) {
  const auto file = gguf::File::open(golden_path("bpe-smollm.gguf"));
  ASSERT_TRUE(file.has_value()) << file.error().message;
  const auto tokenizer = load_or_fail(*file);
  for (const char c : {'a', ' ', '7', '\n', '!'}) {
    const std::string text(1 << 20, c);
    EXPECT_EQ(tokenizer->decode(tokenizer->encode(text, kPlain), SpecialTokens::kAsText), text);
  }
}

}  // namespace
}  // namespace hearth::tokenizer
