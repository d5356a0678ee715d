#include "runtime/generate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::runtime {
namespace {

using ::testing::HasSubstr;

bool go_on(std::string_view) { return true; }

GenerateOptions greedy(int32_t num_predict) {
  GenerateOptions options;
  options.sampler.temperature = 0;
  options.num_predict = num_predict;
  return options;
}

class GenerateTest : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = Engine::load(HEARTH_SOURCE_DIR "/tests/golden/models/llama2-f32.gguf",
                               {.n_threads = 1, .n_ctx = 64, .max_rows = 8});
    ASSERT_TRUE(loaded) << loaded.error().message;
    runner_ = std::make_unique<Runner>(std::move(*loaded), RunnerOptions{});
    prompt_ = runner_->engine().tokenizer().encode("the quick brown fox", {});
  }
  Generation run(const GenerateOptions& options, const OnText& on_text = go_on) {
    auto made = generate(*runner_, {.prompt = prompt_, .options = options}, on_text);
    EXPECT_TRUE(made) << made.error().message;
    return made ? std::move(*made) : Generation{};
  }
  static std::vector<int32_t> ids(const Generation& generation) {
    std::vector<int32_t> list;
    for (const GeneratedToken& token : generation.tokens) list.push_back(token.id);
    return list;
  }

  std::unique_ptr<Runner> runner_;
  std::vector<int32_t> prompt_;
};

TEST_F(GenerateTest, RefusesPromptsThatLeaveNothingToDo) {
  const auto empty = generate(*runner_, {}, go_on);
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(empty.error().message, "the prompt is empty");
  const auto full = generate(*runner_, {.prompt = std::vector<int32_t>(64, 9)}, go_on);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(full.error().message, HasSubstr("the prompt has 64 tokens, the context 64"));
  EXPECT_TRUE(generate(*runner_, {.prompt = std::vector<int32_t>(63, 9)}, go_on));
}

TEST_F(GenerateTest, EndsAtTheLimitOfTokens) {
  GenerateOptions options = greedy(3);
  options.n_logprobs = 2;
  const Generation made = run(options);
  ASSERT_EQ(made.tokens.size(), 3u);
  EXPECT_EQ(made.done_reason, DoneReason::kLength);
  EXPECT_EQ(made.usage.prompt_tokens, static_cast<int32_t>(prompt_.size()));
  for (const GeneratedToken& token : made.tokens) {
    ASSERT_EQ(token.logprobs.size(), 3u);
    EXPECT_EQ(token.logprobs[0].id, token.id);
    EXPECT_EQ(token.logprobs[1].id, token.id);  // greedy: the chosen one is the most likely
  }
  EXPECT_TRUE(run(greedy(0)).tokens.empty());
}

TEST_F(GenerateTest, TheSameSeedGivesTheSameTokens) {
  GenerateOptions options;
  options.sampler.temperature = 1;
  options.sampler.seed = 7;
  options.num_predict = 20;
  const std::vector<int32_t> first = ids(run(options));
  EXPECT_EQ(ids(run(options)), first);
  GenerateOptions other = options;
  other.sampler.seed = 8;
  EXPECT_NE(ids(run(other)), first);
}

TEST_F(GenerateTest, EndsBeforeAStopString) {
  const GenerateOptions options = greedy(12);
  const std::string whole = run(options).text;
  ASSERT_GE(whole.size(), 6u);
  GenerateOptions stopping = options;
  stopping.stop = {whole.substr(whole.size() / 2, 3)};
  const Generation made = run(stopping);
  EXPECT_EQ(made.text, whole.substr(0, whole.find(stopping.stop[0])));
  EXPECT_EQ(made.done_reason, DoneReason::kStop);
}

TEST_F(GenerateTest, StreamsTheTextUntilNobodyWantsMore) {
  std::string streamed;
  const GenerateOptions options = greedy(12);
  const Generation made = run(options, [&](std::string_view text) {
    streamed += text;
    return true;
  });
  EXPECT_EQ(streamed, made.text);
  int calls = 0;
  const Generation ended = run(options, [&](std::string_view) { return ++calls < 2; });
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(ended.done_reason, DoneReason::kStop);
  EXPECT_LT(ended.tokens.size(), made.tokens.size());
  EXPECT_TRUE(made.text.starts_with(ended.text));
}

}  // namespace
}  // namespace hearth::runtime
