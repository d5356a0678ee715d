#include "runtime/completion.h"

#include <gtest/gtest.h>

#include <limits>

#include "gguf/file.h"

namespace hearth::runtime {
namespace {

// Answers by logits made by hand, with the vocabulary of a tiny model.
class CompletionTest : public testing::Test {
 protected:
  void SetUp() override {
    auto file = gguf::File::open(HEARTH_SOURCE_DIR "/tests/golden/models/llama2-f32.gguf");
    ASSERT_TRUE(file) << file.error().message;
    file_ = std::move(*file);
    auto tokenizer = tokenizer::Tokenizer::load(file_);
    ASSERT_TRUE(tokenizer) << tokenizer.error().message;
    tokenizer_ = std::move(*tokenizer);
  }
  // Logits that leave no other choice.
  std::vector<float> only(int32_t token) const {
    std::vector<float> logits(static_cast<size_t>(tokenizer_->n_vocab()), -100.0f);
    logits[static_cast<size_t>(token)] = 100;
    return logits;
  }
  static Request request(int32_t num_predict) {
    Request made{.prompt = {5, 6, 7}};
    made.options.num_predict = num_predict;
    return made;
  }

  gguf::File file_;
  std::unique_ptr<tokenizer::Tokenizer> tokenizer_;
};

TEST_F(CompletionTest, TheEndTokenEndsIt) {
  Completion completion(*tokenizer_, request(-1), 64);
  EXPECT_FALSE(completion.advance(only(70)).tokens.empty());
  EXPECT_FALSE(completion.done());
  const Event last = completion.advance(only(tokenizer_->eos()));
  EXPECT_EQ(completion.done(), DoneReason::kStop);
  ASSERT_EQ(last.tokens.size(), 1u);
  EXPECT_EQ(last.tokens[0].id, tokenizer_->eos());
}

TEST_F(CompletionTest, CountsItsTokens) {
  Completion completion(*tokenizer_, request(2), 64);
  EXPECT_EQ(completion.max_tokens(), 5);
  completion.advance(only(70));
  EXPECT_EQ(completion.max_tokens(), 5);
  completion.advance(only(71));
  EXPECT_EQ(completion.done(), DoneReason::kLength);
  EXPECT_EQ(completion.tokens(), (std::vector<int32_t>{5, 6, 7, 70, 71}));

  Completion none(*tokenizer_, request(0), 64);
  EXPECT_TRUE(none.advance(only(70)).tokens.empty());
  EXPECT_EQ(none.done(), DoneReason::kLength);
}

TEST_F(CompletionTest, ShiftsHalfOfWhatIsNotKept) {
  Request asked = request(-1);
  asked.context_full = ContextFull::kShift;
  asked.num_keep = 1;
  Completion completion(*tokenizer_, asked, 7);
  for (int32_t token = 70; token < 74; ++token) {
    EXPECT_FALSE(completion.wants_shift());
    completion.advance(only(token));
  }
  ASSERT_TRUE(completion.wants_shift());
  completion.shift();
  EXPECT_EQ(completion.tokens(), (std::vector<int32_t>{5, 71, 72, 73}));
  EXPECT_EQ(completion.n_dropped(), 3);
  EXPECT_FALSE(completion.wants_shift());
}

TEST_F(CompletionTest, ALoopEndsItWhenAskedTo) {
  Request asked = request(-1);
  asked.options.loop_limit = 16;
  Completion completion(*tokenizer_, asked, 64);
  for (int i = 0; i < 15; ++i) completion.advance(only(70));
  EXPECT_FALSE(completion.done());
  completion.advance(only(70));
  EXPECT_EQ(completion.done(), DoneReason::kLoop);
}

// The answer to a request under a grammar, whatever the logits want.
class GrammarCompletionTest : public CompletionTest {
 protected:
  Completion under(std::string_view gbnf, const Request& asked) {
    constraints_ = std::make_unique<grammar::Constraints>(*tokenizer_);
    const auto made = grammar::compile_gbnf(gbnf);
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return Completion(*tokenizer_, asked, 64, grammar::Matcher(constraints_->find_or_create(*made).value()));
  }
  std::string text_of(Completion& completion, const std::vector<float>& logits) {
    std::string text;
    while (!completion.done()) text += completion.advance(logits).text;
    return text;
  }

 private:
  std::unique_ptr<grammar::Constraints> constraints_;
};

TEST_F(GrammarCompletionTest, OnlyWhatTheGrammarAllowsIsDrawn) {
  Completion completion = under("root ::= \"yes\"", request(-1));
  EXPECT_EQ(text_of(completion, only(tokenizer_->eos())), "yes");
  EXPECT_EQ(completion.done(), DoneReason::kStop);
  EXPECT_EQ(completion.tokens().back(), tokenizer_->eos());
}

TEST_F(GrammarCompletionTest, TheGrammarHoldsAgainstABias) {
  Request asked = request(-1);
  for (int32_t id = 0; id < tokenizer_->n_vocab(); ++id) {
    asked.options.sampler.logit_bias.push_back({id, -std::numeric_limits<float>::infinity()});
  }
  Completion completion = under("root ::= \"no\"", asked);
  EXPECT_EQ(text_of(completion, only(70)), "no");
}

TEST_F(GrammarCompletionTest, ALimitEndsItInTheMiddle) {
  Completion completion = under("root ::= [a-z]{50}", request(1));
  text_of(completion, only(70));
  EXPECT_EQ(completion.done(), DoneReason::kLength);
}

}  // namespace
}  // namespace hearth::runtime
