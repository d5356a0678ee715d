#include "tokenizer/wordpiece.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tokenizer/test_vocabulary.h"

namespace hearth::tokenizer {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr EncodeOptions kPlain{.special = SpecialTokens::kAsText, .bos = Bos::kNever};

class WordPieceTest : public testing::Test {
 protected:
  std::vector<int32_t> ids(std::string_view text, EncodeOptions options = kPlain) const {
    return tokenizer_->encode(text, options);
  }

  const ModelFile model_{wordpiece_writer()};
  const std::unique_ptr<Tokenizer> tokenizer_ = load_or_fail(model_.file());
};

TEST_F(WordPieceTest, TakesTheLongestPieceEachTime) {
  EXPECT_THAT(ids("Unaffable!"), ElementsAre(4, 6, 7, 9));
  EXPECT_THAT(ids("unaa a"), ElementsAre(4, 8, 8, 5));
}

TEST_F(WordPieceTest, AWordThatCannotBeCutIsUnknownAsAWhole) {
  EXPECT_THAT(ids("unaffx a"), ElementsAre(1, 5));
  EXPECT_THAT(ids("able"), ElementsAre(1));  // continues words only
}

TEST_F(WordPieceTest, AWordOfMoreThanAHundredCharactersIsUnknown) {
  const std::string hundred = "un" + std::string(98, 'a');
  EXPECT_EQ(ids(hundred).size(), 99u);
  EXPECT_THAT(ids(hundred + 'a'), ElementsAre(1));
}

TEST_F(WordPieceTest, PutsATextBetweenItsMarks) {
  EXPECT_THAT(ids("a \u4e2d", {}), ElementsAre(2, 5, 10, 3));
  EXPECT_THAT(ids("", {}), ElementsAre(2, 3));
  EXPECT_THAT(ids("[CLS]", {.special = SpecialTokens::kParse}), ElementsAre(2, 2, 3));
  EXPECT_THAT(ids("[CLS]"), ElementsAre(1, 1, 1));
}

// In a vocabulary where "▁" marks the beginning of words, it must not make one out of what a user writes.
TEST_F(WordPieceTest, TheMarkOfABeginningInATextIsACharacter) {
  EXPECT_THAT(ids("un\u2581a"), ElementsAre(1));
  EXPECT_THAT(ids("\u2581"), ElementsAre(1));
}

TEST_F(WordPieceTest, PutsSpacesBackBetweenWords) {
  EXPECT_EQ(tokenizer_->decode({2, 4, 6, 7, 5, 3}, SpecialTokens::kAsText), "unaffable a");
  EXPECT_EQ(tokenizer_->piece(5), " a");
}

TEST(WordPieceTokenizer, FindsItsMarksByNameAndNeedsTheUnknownToken) {
  gguf::Writer writer = wordpiece_writer();
  set_tokens(writer, {{"[UNK]", kNormalType}, {"[SEP]", kNormalType}, {"[CLS]", kNormalType}});
  writer.set("tokenizer.ggml.cls_token_id", 77u);
  writer.set("tokenizer.ggml.seperator_token_id", -1);
  const ModelFile named(writer);
  EXPECT_THAT(load_or_fail(named.file())->encode("x", {}), ElementsAre(2, 0, 1));
  set_tokens(writer, {{"[SEP]", kNormalType}, {"[CLS]", kNormalType}});
  const ModelFile model(writer);
  const auto tokenizer = Tokenizer::load(model.file());
  ASSERT_FALSE(tokenizer);
  EXPECT_THAT(tokenizer.error().message, HasSubstr("there is no token [UNK]"));
}

}  // namespace
}  // namespace hearth::tokenizer
