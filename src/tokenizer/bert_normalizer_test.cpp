#include "tokenizer/bert_normalizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "base/utf8.h"

namespace hearth::tokenizer {
namespace {

using testing::ElementsAre;

std::string normalized(std::string_view text) {
  std::string out;
  append_bert_normalized(text, out);
  return out;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> found;
  const std::string plain = normalized(text);
  for (size_t at = 0; at < plain.size();) {
    const size_t n = bert_word_bytes(std::string_view(plain).substr(at));
    if (n > 0) found.push_back(plain.substr(at, n));
    at += n == 0 ? 1 : n;
  }
  return found;
}

TEST(BertNormalizer, TakesCaseAndAccentsAway) {
  EXPECT_EQ(normalized("Na\u00efve CAF\u00c9 \u0130zmir \u03a3\u0391\u03a3"), "naive cafe izmir \u03c3\u03b1\u03c3");
  EXPECT_EQ(normalized("e\u0301\u0323"), "e");
}

TEST(BertNormalizer, TakesHangulApart) { EXPECT_EQ(normalized("\ud55c"), "\u1112\u1161\u11ab"); }

TEST(BertNormalizer, RemovesControlCharactersAndWhatIsNoText) {
  EXPECT_EQ(normalized(std::string("a\0b\x0b\x7f"
                                   "c",
                                   6)),
            "abc");
  EXPECT_EQ(normalized("a\u200b\ufeff\ue000\ufffd"
                       "b"),
            "ab");
  EXPECT_EQ(normalized("a\xff\xc3(\xed\xa0\x80z"), "a(z");
}

TEST(BertNormalizer, MakesSpacesOfAllWhiteSpace) {
  EXPECT_EQ(normalized("a\tb\nc\rd\u00a0e\u3000f\u2028g"), "a b c d e f g");
}

TEST(BertNormalizer, MakesAWordOfEveryIdeograph) {
  EXPECT_THAT(words("ab\u4e2d\u6587"
                    "cd"),
              ElementsAre("ab", "\u4e2d", "\u6587", "cd"));
  EXPECT_THAT(words("\uf900"), ElementsAre("\u8c48"));
  EXPECT_THAT(words("\u3042\u30a2"), ElementsAre("\u3042\u30a2"));  // kana are letters
}

TEST(BertNormalizer, PutsPunctuationApart) {
  EXPECT_THAT(words("don't-stop! $5\u2026 \u00bf(x)"),
              ElementsAre("don", "'", "t", "-", "stop", "!", "$", "5", "\u2026", "\u00bf", "(", "x", ")"));
  EXPECT_THAT(words("5\u20ac"), ElementsAre("5\u20ac"));  // a symbol beyond ASCII is none
}

TEST(BertNormalizer, HasNoWordsInNothing) {
  EXPECT_EQ(bert_word_bytes(""), 0u);
  EXPECT_EQ(bert_word_bytes(" a"), 0u);
  EXPECT_THAT(words(" \t "), ElementsAre());
}

}  // namespace
}  // namespace hearth::tokenizer
