#include "tokenizer/vocab.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tokenizer/test_vocabulary.h"

namespace hearth::tokenizer {
namespace {

using testing::HasSubstr;

std::string load_error(const gguf::Writer& writer) {
  const ModelFile model(writer);
  const auto vocab = Vocab::load(model.file());
  return vocab ? "loaded" : vocab.error().message;
}

TEST(Vocab, FindsEveryTokenByItsText) {
  std::vector<std::string> texts;
  for (int i = 0; i < 5000; ++i) texts.push_back("token " + std::to_string(i * 7919));
  gguf::Writer writer;
  writer.set("tokenizer.ggml.tokens", texts);
  const ModelFile model(writer);
  const Vocab vocab = Vocab::load(model.file()).value();
  ASSERT_EQ(vocab.size(), 5000);
  for (int32_t id = 0; id < vocab.size(); ++id) {
    EXPECT_EQ(vocab.text(id), texts[static_cast<size_t>(id)]);
    EXPECT_EQ(vocab.find(texts[static_cast<size_t>(id)]), id);
  }
  EXPECT_EQ(vocab.find("token 1"), -1);
  EXPECT_EQ(vocab.find(""), -1);
}

TEST(Vocab, ReadsTypesAndScores) {
  const ModelFile model(spm_writer());
  const Vocab vocab = Vocab::load(model.file()).value();
  EXPECT_EQ(vocab.type(0), TokenType::kUnknown);
  EXPECT_EQ(vocab.type(3), TokenType::kByte);
  EXPECT_EQ(vocab.score(8), -1.0f);
  EXPECT_TRUE(vocab.is_control(1));
  EXPECT_FALSE(vocab.is_control(9));
}

TEST(Vocab, TreatsAnEmptyTextAsATokenThatIsNeverFound) {
  gguf::Writer writer;
  writer.set("tokenizer.ggml.tokens", std::vector<std::string>{"", "a", ""});
  const ModelFile model(writer);
  const Vocab vocab = Vocab::load(model.file()).value();
  EXPECT_EQ(vocab.size(), 3);
  EXPECT_EQ(vocab.text(2), "");
  EXPECT_EQ(vocab.find(""), -1);
  EXPECT_EQ(vocab.find("a"), 1);
}

TEST(Vocab, RefusesAMissingOrEmptyListOfTokens) {
  EXPECT_THAT(load_error({}), HasSubstr("tokenizer.ggml.tokens: missing"));
  gguf::Writer empty;
  empty.set("tokenizer.ggml.tokens", std::vector<std::string>{});
  EXPECT_THAT(load_error(empty), HasSubstr("empty, expected at least one token"));
}

TEST(Vocab, RefusesArraysOfAnotherType) {
  gguf::Writer tokens;
  tokens.set("tokenizer.ggml.tokens", std::vector<int32_t>{1, 2});
  EXPECT_THAT(load_error(tokens), HasSubstr("tokenizer.ggml.tokens: found an array of i32, expected one of string"));
  gguf::Writer types = spm_writer();
  types.set("tokenizer.ggml.token_type", std::vector<uint8_t>(10, 1));
  EXPECT_THAT(load_error(types), HasSubstr("token_type: found an array of u8, expected one of i32"));
  gguf::Writer scores = spm_writer();
  scores.set("tokenizer.ggml.scores", std::vector<uint8_t>(10, 1));
  EXPECT_THAT(load_error(scores), HasSubstr("scores: found an array of u8, expected one of f32"));
}

TEST(Vocab, RefusesTooFewTypesOrScores) {
  gguf::Writer types = spm_writer();
  types.set("tokenizer.ggml.token_type", std::vector<int32_t>(9, 1));
  EXPECT_THAT(load_error(types), HasSubstr("token_type: 9 types for 10 tokens"));
  gguf::Writer scores = spm_writer();
  scores.set("tokenizer.ggml.scores", std::vector<float>(9, 1));
  EXPECT_THAT(load_error(scores), HasSubstr("scores: 9 scores for 10 tokens"));
}

TEST(Vocab, RefusesAScoreThatIsNotANumber) {
  gguf::Writer writer = spm_writer();
  std::vector<float> scores(10, 1);
  scores[4] = std::nanf("");
  writer.set("tokenizer.ggml.scores", scores);
  EXPECT_THAT(load_error(writer), HasSubstr("the score of token 4 is not a number"));
}

TEST(Vocab, RefusesTwoTokensOfOneText) {
  gguf::Writer writer;
  writer.set("tokenizer.ggml.tokens", std::vector<std::string>{"a", "b", "a"});
  EXPECT_THAT(load_error(writer), HasSubstr("tokens 0 and 2 have the same text 'a'"));
}

}  // namespace
}  // namespace hearth::tokenizer
