#include "tokenizer/special_ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tokenizer/test_vocabulary.h"

namespace hearth::tokenizer {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<SpecialIds> load(const gguf::Writer& writer, const SpecialIds& defaults = {}) {
  const ModelFile model(writer);
  Vocab vocab = Vocab::load(model.file()).value();
  return load_special_ids(model.file(), defaults, vocab);
}

TEST(SpecialIds, KeepsTheDefaultsOfAFileThatSaysNothing) {
  const SpecialIds ids = load(spm_writer(), {.bos = 1, .eos = 2, .add_bos = true, .add_space_prefix = true}).value();
  EXPECT_EQ(ids.bos, 1);
  EXPECT_EQ(ids.eos, 2);
  EXPECT_TRUE(ids.add_bos);
  EXPECT_TRUE(ids.add_space_prefix);
}

TEST(SpecialIds, AddsNoTokenThatTheModelDoesNotHave) {
  const SpecialIds ids = load(spm_writer(), {.bos = 99, .add_bos = true, .add_eos = true}).value();
  EXPECT_EQ(ids.bos, -1);
  EXPECT_FALSE(ids.add_bos);
  EXPECT_FALSE(ids.add_eos);
}

TEST(SpecialIds, RefusesIdsOutOfRangeAndValuesThatAreNoIds) {
  gguf::Writer writer = spm_writer();
  writer.set("tokenizer.ggml.eos_token_id", 10u);
  EXPECT_THAT(load(writer).error().message, HasSubstr("tokenizer.ggml.eos_token_id: token 10, expected one below 10"));
  writer.set("tokenizer.ggml.eos_token_id", -7);
  EXPECT_THAT(load(writer).error().message, HasSubstr("tokenizer.ggml.eos_token_id: token -7"));
  writer.set("tokenizer.ggml.eos_token_id", "x");
  EXPECT_THAT(load(writer).error().message, HasSubstr("tokenizer.ggml.eos_token_id: expected an integer"));
  writer.set("tokenizer.ggml.eos_token_id", -1);
  EXPECT_EQ(load(writer).value().eos, -1);
  writer.set("tokenizer.ggml.add_bos_token", 1u);
  EXPECT_THAT(load(writer).error().message, HasSubstr("tokenizer.ggml.add_bos_token: expected a boolean"));
}

TEST(SpecialIds, EndsAnswersAtEosEotEomAndTokensOfWellKnownNames) {
  gguf::Writer writer;
  set_tokens(writer, {{"a", kNormalType},
                      {"eos", kControlType},
                      {"eot", kControlType},
                      {"eom", kControlType},
                      {"<|im_end|>", kNormalType},
                      {"<|im_start|>", kControlType}});
  writer.set("tokenizer.ggml.eos_token_id", 1u);
  writer.set("tokenizer.ggml.eot_token_id", 2u);
  writer.set("tokenizer.ggml.eom_token_id", 3u);
  const ModelFile model(writer);
  Vocab vocab = Vocab::load(model.file()).value();
  const SpecialIds ids = load_special_ids(model.file(), {}, vocab).value();
  EXPECT_THAT(ids.end_of_generation, ElementsAre(1, 2, 3, 4));
  EXPECT_TRUE(ids.ends_generation(4));
  EXPECT_FALSE(ids.ends_generation(5));
  EXPECT_TRUE(vocab.is_control(4));
}

TEST(SpecialIds, EndsAnAnswerAtHtmlsClosingTagOnlyWhereItIsAControlToken) {
  gguf::Writer writer;
  set_tokens(writer, {{"a", kNormalType}, {"</s>", kNormalType}});
  EXPECT_FALSE(load(writer).value().ends_generation(1));
  set_tokens(writer, {{"a", kNormalType}, {"</s>", kControlType}});
  EXPECT_TRUE(load(writer).value().ends_generation(1));
}

TEST(SpecialIds, LetsEndCloseAMessageWhereOtherTokensEndTheAnswer) {
  gguf::Writer writer;
  set_tokens(writer, {{"<|end|>", kControlType}, {"<|return|>", kControlType}, {"<|call|>", kControlType}});
  EXPECT_THAT(load(writer).value().end_of_generation, ElementsAre(1, 2));
  set_tokens(writer, {{"<|end|>", kControlType}, {"<|user|>", kControlType}});
  EXPECT_THAT(load(writer).value().end_of_generation, ElementsAre(0));
}

}  // namespace
}  // namespace hearth::tokenizer
