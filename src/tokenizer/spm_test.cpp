#include "tokenizer/spm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tokenizer/test_vocabulary.h"

namespace hearth::tokenizer {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr EncodeOptions kPlain{.special = SpecialTokens::kAsText, .bos = Bos::kNever};
constexpr EncodeOptions kParsed{.special = SpecialTokens::kParse, .bos = Bos::kNever};

TEST(SpmTokenizer, PutsASpaceBeforeTextThatOpensOrFollowsASpecialTokenAndTakesTheFirstAwayAgain) {
  const ModelFile model(spm_writer());
  const auto tokenizer = load_or_fail(model.file());
  EXPECT_THAT(tokenizer->encode("ab</s>ab", kParsed), ElementsAre(9, 2, 9));
  EXPECT_EQ(tokenizer->decode({9, 9}, SpecialTokens::kAsText), "ab ab");
  EXPECT_EQ(tokenizer->decode({1, 9}, SpecialTokens::kAsText), "ab");
  EXPECT_EQ(tokenizer->decode({1, 9, 2}, SpecialTokens::kParse), "<s>ab</s>");
}

TEST(SpmTokenizer, UsesByteTokensForWhatIsNoTokenAndTheUnknownTokenForTheRest) {
  const ModelFile model(spm_writer());
  const auto tokenizer = load_or_fail(model.file());
  EXPECT_THAT(tokenizer->encode("\nxy", kPlain), ElementsAre(5, 3, 4, 0));
  EXPECT_EQ(tokenizer->piece(3), "\n");
}

// A token that reaches from a letter across a space keeps the words around it together.
TEST(SpmTokenizer, MergesAcrossASpaceWhereATokenDoes) {
  gguf::Writer writer = spm_writer();
  set_tokens(writer, {{"a", kNormalType},
                      {"b", kNormalType},
                      {"\u2581", kNormalType},
                      {"\u2581b", kNormalType},
                      {"a\u2581b", kNormalType}});
  writer.set("tokenizer.ggml.scores", std::vector<float>{-9, -9, -9, -2, -1});
  writer.set("tokenizer.ggml.add_space_prefix", false);
  const ModelFile model(writer);
  EXPECT_THAT(load_or_fail(model.file())->encode("a b b", kPlain), ElementsAre(4, 3));
}

TEST(SpmTokenizer, RefusesAVocabularyWithoutScores) {
  gguf::Writer writer;
  writer.set("tokenizer.ggml.model", "llama");
  writer.set("tokenizer.ggml.tokens", std::vector<std::string>{"a"});
  const ModelFile model(writer);
  EXPECT_THAT(SpmTokenizer::load(model.file()).error().message, HasSubstr("tokenizer.ggml.scores: missing"));
}

}  // namespace
}  // namespace hearth::tokenizer
