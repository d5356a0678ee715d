#include "cli/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/vocabulary.h"

namespace hearth::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kMs = 1'000'000, kSecond = 1000 * kMs;

Answer an_answer() {
  Answer answer{.model = "m.gguf", .prompt = {4, 5}, .seed = 7, .total_ns = 3 * kSecond, .load_ns = 500 * kMs};
  answer.generation = {
      .text = "hi",
      .tokens = {{70, {{70, -0.5f}, {70, -0.5f}, {71, -1.5f}}}, {2, {{2, -0.25f}, {2, -0.25f}, {71, -2}}}},
      .usage = {.prompt_tokens = 2, .prompt_ns = 20 * kMs, .eval_ns = 2 * kSecond}};
  return answer;
}

Json as_json(const Answer& answer) {
  const auto vocabulary = Vocabulary::open(HEARTH_SOURCE_DIR "/tests/golden/models/llama-yarn-q5.gguf");
  return answer_json(answer, *vocabulary->tokenizer);
}

TEST(Answer, AsJsonHasOllamasFieldsAndTheTokens) {
  Json json = as_json(an_answer());
  EXPECT_EQ(json.find("logprobs")->if_array()->size(), 2u);
  json.set("logprobs", nullptr);
  EXPECT_EQ(json.dump(),
            R"({"model":"m.gguf","created_at":"1970-01-01T00:00:00.000000000Z","response":"hi","done":true,)"
            R"("done_reason":"stop","total_duration":3000000000,"load_duration":500000000,"prompt_eval_count":2,)"
            R"("prompt_eval_duration":20000000,"eval_count":2,"eval_duration":2000000000,"seed":7,)"
            R"("prompt_tokens":[4,5],"tokens":[70,2],"logprobs":null})");
}

TEST(Answer, EachTokenHasItsLogprobAndTheMostLikelyOnes) {
  const Json json = as_json(an_answer());
  const Json& first = json.find("logprobs")->if_array()->front();
  EXPECT_EQ(*first.find("id")->if_int64(), 70);
  EXPECT_EQ(*first.find("logprob")->if_double(), -0.5);
  EXPECT_EQ(first.find("bytes")->if_array()->size(), first.find("token")->if_string()->size());
  const Json::Array& top = *first.find("top_logprobs")->if_array();
  ASSERT_EQ(top.size(), 2u);
  EXPECT_EQ(*top[1].find("id")->if_int64(), 71);
  EXPECT_EQ(*top[1].find("logprob")->if_double(), -1.5);
}

TEST(Answer, HasNoLogprobsUnlessTheyWereWanted) {
  Answer answer = an_answer();
  for (runtime::GeneratedToken& token : answer.generation.tokens) token.logprobs.clear();
  EXPECT_EQ(as_json(answer).find("logprobs"), nullptr);
}

TEST(Answer, ThatWasInterruptedIsNotDone) {
  Answer answer = an_answer();
  answer.interrupted = true;
  EXPECT_FALSE(*as_json(answer).find("done")->if_bool());
  EXPECT_EQ(as_json(answer).find("done_reason"), nullptr);
}

TEST(Answer, WithoutAPromptSaysThatTheModelWasLoaded) {
  EXPECT_EQ(load_json(an_answer()).dump(),
            R"({"model":"m.gguf","created_at":"1970-01-01T00:00:00.000000000Z","response":"","done":true,)"
            R"("done_reason":"load","total_duration":3000000000,"load_duration":500000000})");
}

TEST(Answer, TimingsAreOllamasTable) {
  EXPECT_EQ(timing_table(an_answer()),
            "total duration:       3s\n"
            "load duration:        500ms\n"
            "prompt eval count:    2 token(s)\n"
            "prompt eval duration: 20ms\n"
            "prompt eval rate:     100.00 tokens/s\n"
            "eval count:           2 token(s)\n"
            "eval duration:        2s\n"
            "eval rate:            1.00 tokens/s\n");
}

TEST(Answer, TimingsLeaveOutWhatIsZero) {
  Answer answer = an_answer();
  answer.generation.tokens.clear();
  answer.generation.usage.eval_ns = 0;
  EXPECT_THAT(timing_table(answer), Not(HasSubstr("\neval")));
}

}  // namespace
}  // namespace hearth::cli
