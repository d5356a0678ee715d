#include "tokenizer/bpe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tokenizer/test_vocabulary.h"

namespace hearth::tokenizer {
namespace {

using testing::ElementsAre;

constexpr EncodeOptions kPlain{.special = SpecialTokens::kAsText, .bos = Bos::kNever};

TEST(BpeTokenizer, MergesByRank) {
  const ModelFile model(bpe_writer());
  const auto tokenizer = load_or_fail(model.file());
  EXPECT_THAT(tokenizer->encode("abcab bc", kPlain), ElementsAre(6, 5, 4, 2, 3));
}

TEST(BpeTokenizer, KeepsInvalidBytes) {
  gguf::Writer writer;
  writer.set("tokenizer.ggml.model", "gpt2");
  writer.set("tokenizer.ggml.pre", "llama-bpe");
  set_tokens(writer, {{"\u0140", kNormalType}, {"a", kNormalType}, {"\u00ff", kNormalType}});  // bytes 9E, 61 and FF
  writer.set("tokenizer.ggml.merges", std::vector<std::string>{});
  const ModelFile model(writer);
  const auto tokenizer = load_or_fail(model.file());
  const std::string text = "\xFF\x61\x9E\x9E\xFF";
  const auto ids = tokenizer->encode(text, kPlain);
  EXPECT_THAT(ids, ElementsAre(2, 1, 0, 0, 2));
  EXPECT_EQ(tokenizer->decode(ids, SpecialTokens::kAsText), text);
}

// A model that takes whole words: "abc" is a token, but its merges lead elsewhere.
TEST(BpeTokenizer, TakesAWordThatIsATokenWhereTheRuleSaysSo) {
  gguf::Writer writer = bpe_writer();
  writer.set("tokenizer.ggml.merges", std::vector<std::string>{"a b"});
  const ModelFile merging(writer);
  EXPECT_THAT(load_or_fail(merging.file())->encode("abc ab", kPlain), ElementsAre(5, 3, 4, 5));
  writer.set("tokenizer.ggml.pre", "llama-bpe");
  writer.set("tokenizer.ggml.add_bos_token", false);
  const ModelFile taking(writer);
  EXPECT_THAT(load_or_fail(taking.file())->encode("abc ab", kPlain), ElementsAre(6, 4, 5));
}

TEST(BpeTokenizer, LeavesOutBytesThatTheVocabularyDoesNotHave) {
  const ModelFile model(bpe_writer());
  EXPECT_THAT(load_or_fail(model.file())->encode("a\x01z", kPlain), ElementsAre(1));
}

TEST(BpeTokenizer, GivesTheSameIdsForAWordThatOccursAgain) {
  const ModelFile model(bpe_writer());
  const auto tokenizer = load_or_fail(model.file());
  std::string text;
  for (int i = 0; i < 1000; ++i) text += i % 3 == 0 ? " abcab" : " cba";
  std::vector<int32_t> expected;
  for (int i = 0; i < 1000; ++i) {
    const auto word = i % 3 == 0 ? std::vector<int32_t>{4, 6, 5} : std::vector<int32_t>{4, 3, 2, 1};
    expected.insert(expected.end(), word.begin(), word.end());
  }
  EXPECT_EQ(tokenizer->encode(text, kPlain), expected);
}

}  // namespace
}  // namespace hearth::tokenizer
