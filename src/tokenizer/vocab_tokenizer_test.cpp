#include "tokenizer/vocab_tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tokenizer/test_vocabulary.h"

namespace hearth::tokenizer {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr EncodeOptions kPlain{.special = SpecialTokens::kAsText, .bos = Bos::kNever};
constexpr EncodeOptions kParsed{.special = SpecialTokens::kParse, .bos = Bos::kNever};

TEST(VocabTokenizer, ParsesSpecialTokensOnlyWhenAsked) {
  const ModelFile model(bpe_writer());
  const auto tokenizer = load_or_fail(model.file());
  EXPECT_THAT(tokenizer->encode("ab<|im_end|>c", kParsed), ElementsAre(5, 0, 3));
  EXPECT_THAT(tokenizer->encode("<|im_end|>", kPlain), IsEmpty());  // none of its bytes is in this vocabulary
}

TEST(VocabTokenizer, MatchesUserDefinedTokensAlways) {
  const ModelFile model(bpe_writer());
  const auto tokenizer = load_or_fail(model.file());
  EXPECT_THAT(tokenizer->encode("a<tool>b", kPlain), ElementsAre(1, 7, 2));
  EXPECT_EQ(tokenizer->piece(7), "<tool>");
}

TEST(VocabTokenizer, NeverMakesAControlTokenOfPlainText) {
  gguf::Writer bpe = bpe_writer();
  bpe.set("tokenizer.ggml.pre", "llama-bpe");  // takes words that are tokens without merging
  set_tokens(bpe, {{"a", kNormalType}, {"b", kNormalType}, {"ab", kControlType}});
  bpe.set("tokenizer.ggml.merges", std::vector<std::string>{});
  const ModelFile bpe_model(bpe);
  EXPECT_THAT(load_or_fail(bpe_model.file())->encode("ab", kPlain), ElementsAre(0, 1));

  gguf::Writer spm = spm_writer();
  set_tokens(spm,
             {{"<", kNormalType}, {"s>", kNormalType}, {"s", kNormalType}, {">", kNormalType}, {"<s>", kControlType}});
  spm.set("tokenizer.ggml.scores", std::vector<float>{-3, -1, -4, -5, 0});
  spm.set("tokenizer.ggml.add_space_prefix", false);
  const ModelFile spm_model(spm);
  EXPECT_THAT(load_or_fail(spm_model.file())->encode("<s>", kPlain), ElementsAre(0, 1));
}

TEST(VocabTokenizer, AddsBosAndEosAsTheFileSays) {
  gguf::Writer writer = spm_writer();
  writer.set("tokenizer.ggml.add_eos_token", true);
  const ModelFile with_eos(writer);
  EXPECT_THAT(load_or_fail(with_eos.file())->encode("ab", {}), ElementsAre(1, 9, 2));
  EXPECT_THAT(load_or_fail(with_eos.file())->encode("ab", kPlain), ElementsAre(9));
  EXPECT_THAT(load_or_fail(with_eos.file())->encode("", {}), ElementsAre(1, 2));
  writer.set("tokenizer.ggml.add_bos_token", false);
  writer.set("tokenizer.ggml.add_eos_token", false);
  const ModelFile with_nothing(writer);
  EXPECT_THAT(load_or_fail(with_nothing.file())->encode("ab", {}), ElementsAre(9));
}

TEST(VocabTokenizer, HidesControlTokensInPiecesButNotTheirNames) {
  const ModelFile model(bpe_writer());
  const auto tokenizer = load_or_fail(model.file());
  EXPECT_EQ(tokenizer->piece(0), "");
  EXPECT_EQ(tokenizer->name(0), "<|im_end|>");
  EXPECT_TRUE(tokenizer->is_control(0));
  EXPECT_EQ(tokenizer->piece(4), " ");
  EXPECT_EQ(tokenizer->name(4), "\u0120");
  EXPECT_FALSE(tokenizer->is_control(4));
}

}  // namespace
}  // namespace hearth::tokenizer
