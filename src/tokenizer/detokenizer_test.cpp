#include "tokenizer/detokenizer.h"

#include <gtest/gtest.h>

#include "tokenizer/byte_alphabet.h"
#include "tokenizer/test_vocabulary.h"

namespace hearth::tokenizer {
namespace {

// A byte-level vocabulary in which the id of each token is its byte.
class DetokenizerTest : public testing::Test {
 protected:
  DetokenizerTest() : model_(writer()), tokenizer_(load_or_fail(model_.file())), detokenizer_(*tokenizer_) {}

  static gguf::Writer writer() {
    std::vector<std::string> texts;
    for (int byte = 0; byte < 256; ++byte) texts.emplace_back(letter_of_byte(static_cast<uint8_t>(byte)));
    gguf::Writer writer;
    writer.set("tokenizer.ggml.model", "gpt2");
    writer.set("tokenizer.ggml.pre", "gpt-2");
    writer.set("tokenizer.ggml.tokens", texts);
    writer.set("tokenizer.ggml.merges", std::vector<std::string>{});
    return writer;
  }

  // What comes out per byte of `bytes`, separated by "|", and what flush() adds.
  std::string stream(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) out += detokenizer_.push(static_cast<uint8_t>(c)) + "|";
    return out + detokenizer_.flush();
  }

  ModelFile model_;
  std::unique_ptr<Tokenizer> tokenizer_;
  Detokenizer detokenizer_;
};

TEST(Detokenizer, ShowsTheControlTokensThatItIsToldTo) {
  const ModelFile model(bpe_writer());
  const std::unique_ptr<Tokenizer> tokenizer = load_or_fail(model.file());
  const std::vector<int32_t> ids = tokenizer->encode("<|im_end|>", {.special = SpecialTokens::kParse});
  ASSERT_EQ(ids.size(), 1u);
  EXPECT_EQ(Detokenizer(*tokenizer).push(ids[0]), "");
  EXPECT_EQ(Detokenizer(*tokenizer, ids).push(ids[0]), "<|im_end|>");
}

TEST_F(DetokenizerTest, PassesPlainTextOn) { EXPECT_EQ(stream("ab \n"), "a|b| |\n|"); }

TEST_F(DetokenizerTest, HoldsACharacterBackUntilItIsWhole) {
  EXPECT_EQ(stream("\xC3\xBC"), "|\u00fc|");
  EXPECT_EQ(stream("\xE4\xBD\xA0"), "||\u4f60|");
  EXPECT_EQ(stream("\xF0\x9F\x8D\x95!"), "|||\U0001F355|!|");
}

TEST_F(DetokenizerTest, ReplacesWhatCanNoLongerBecomeACharacter) {
  EXPECT_EQ(stream("\xE4\xBD!"), "||\uFFFD!|");
  EXPECT_EQ(stream("\xFF\x80"), "\uFFFD|\uFFFD|");
  EXPECT_EQ(stream("\xC0\xAF"), "\uFFFD|\uFFFD|");
  EXPECT_EQ(stream("\xED\xA0\x80"), "|\uFFFD\uFFFD|\uFFFD|");
  EXPECT_EQ(stream("\xF0\x9F\xE4\xBD\xA0"), "||\uFFFD||\u4f60|");
}

TEST_F(DetokenizerTest, FlushesWhatIsHeldBackAsOneReplacement) {
  EXPECT_EQ(stream("a\xF0\x9F\x8D"), "a||||\uFFFD");
  EXPECT_EQ(detokenizer_.flush(), "");
}

}  // namespace
}  // namespace hearth::tokenizer
