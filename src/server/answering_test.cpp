#include "server/answering.h"

#include <gmock/gmock.h>

#include <thread>

#include "server/test_server.h"

namespace hearth::server {
namespace {

using ollama::DoneReason;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

struct Collected {
  std::string text;
  ollama::ChatChunk last;
  int n_chunks = 0;
  std::optional<ollama::Failure> failure;
};

class AnsweringTest : public ServerTest {
 protected:
  static ollama::ChatRequest question(std::string text, int64_t num_predict = 8) {
    ollama::ChatRequest request;
    request.model = "tiny";
    request.messages = {{.role = "user", .content = std::move(text)}};
    request.options.num_predict = num_predict;
    return request;
  }
  Collected chat(const ollama::ChatRequest& request) const {
    Collected found;
    const Answered answered = answering().chat(request,
                                               [&](const ollama::ChatChunk& chunk) {
                                                 found.text += chunk.message.content;
                                                 found.last = chunk;
                                                 ++found.n_chunks;
                                                 return true;
                                               },
                                               {});
    if (!answered) found.failure = answered.error();
    return found;
  }
  ollama::GenerateChunk generate(const ollama::GenerateRequest& request, std::string& text) const {
    ollama::GenerateChunk last;
    const Answered answered = answering().generate(request,
                                                   [&](const ollama::GenerateChunk& chunk) {
                                                     text += chunk.response;
                                                     last = chunk;
                                                     return true;
                                                   },
                                                   {});
    EXPECT_TRUE(answered) << answered.error().message;
    return last;
  }
};

TEST_F(AnsweringTest, EndsWithCountsAndTheReason) {
  const Collected found = chat(question("the cat"));
  ASSERT_FALSE(found.failure) << found.failure->message;
  EXPECT_TRUE(found.last.done);
  EXPECT_EQ(found.last.done_reason, DoneReason::kLength);
  EXPECT_EQ(found.last.metrics.eval_count, 8);
  EXPECT_GT(found.last.metrics.prompt_eval_count, 5);
  EXPECT_EQ(found.last.message.content, "");
  EXPECT_FALSE(found.text.empty());
}

TEST_F(AnsweringTest, TheNextTurnComputesOnlyWhatIsNew) {
  ollama::ChatRequest request = question("the cat sat on the mat and looked at the dog, which looked at the cat");
  const Collected first = chat(request);
  EXPECT_EQ(first.last.metrics.prompt_cached_count, 0);
  request.messages.push_back({.role = "assistant", .content = first.text});
  request.messages.push_back({.role = "user", .content = "and then?"});
  const ollama::Metrics second = chat(request).last.metrics;
  EXPECT_GE(second.prompt_cached_count, first.last.metrics.prompt_eval_count - 1);
}

TEST_F(AnsweringTest, TheTemplateSeesSystemAndMessages) {
  ollama::ChatRequest request = question("the cat");
  request.debug_render_only = true;
  EXPECT_EQ(chat(request).last.debug_info->rendered_template, "system:Be brief.;user:the cat;");
  request.messages.insert(request.messages.begin(), {.role = "system", .content = "Shout."});
  EXPECT_EQ(chat(request).last.debug_info->rendered_template, "system:Shout.;user:the cat;");
}

TEST_F(AnsweringTest, RefusesInOllamasWords) {
  ollama::ChatRequest request = question("x");
  const auto refused = [&] { return *chat(request).failure; };
  request.model = "";
  EXPECT_EQ(refused(), (ollama::Failure{400, "model is required"}));
  request.model = "../x";
  EXPECT_EQ(refused(), (ollama::Failure{400, "invalid model name"}));
  request.model = "nobody";
  EXPECT_EQ(refused(), (ollama::Failure{404, "model 'nobody' not found"}));
  request.model = "tiny";
  request.think = ollama::Think::kOn;
  EXPECT_EQ(refused().status, 400);
  request.think = ollama::Think::kUnset;
  request.format = {ollama::Format::Kind::kSchema, Json::object({{"not", true}})};
  EXPECT_EQ(refused(), (ollama::Failure{400, "format: #/not: this keyword is not supported"}));
  request.format = {};
  request.options.grammar = "root ::= root";
  EXPECT_EQ(refused().status, 400);
}

TEST_F(AnsweringTest, TheAnswerHasTheFormatThatWasAskedFor) {
  ollama::ChatRequest request = question("the cat", 200);
  const Json schema =
      Json::parse(R"({"type": "object", "properties": {"n": {"type": "integer", "maximum": 9, "minimum": 1},
                                      "yes": {"type": "boolean"}}, "required": ["n", "yes"]})")
          .value();
  request.format = {ollama::Format::Kind::kSchema, schema};
  for (int64_t seed = 0; seed < 5; ++seed) {
    request.options.seed = seed;
    const Collected found = chat(request);
    ASSERT_FALSE(found.failure) << found.failure->message;
    EXPECT_EQ(found.last.done_reason, DoneReason::kStop);
    const auto answer = Json::parse(found.text);
    ASSERT_TRUE(answer.has_value()) << found.text;
    EXPECT_GE(*answer->find("n")->if_int64(), 1);
    EXPECT_NE(answer->find("yes")->if_bool(), nullptr);
  }
}

TEST_F(AnsweringTest, TheAnswerIsOfTheGrammar) {
  ollama::GenerateRequest request;
  request.model = "tiny";
  request.prompt = "the cat";
  request.options.grammar = "root ::= (\"meow\" | \"purr\"){3}";
  std::string text;
  EXPECT_EQ(generate(request, text).done_reason, DoneReason::kStop);
  EXPECT_EQ(text.size(), 12u);
  EXPECT_TRUE(text.starts_with("meow") || text.starts_with("purr")) << text;
}

TEST_F(AnsweringTest, ToolsNeedAModelThatKnowsThem) {
  ollama::ChatRequest request = question("x");
  request.tools = {Json::parse(R"({"type":"function","function":{"name":"f"}})").value()};
  EXPECT_EQ(*chat(request).failure,
            (ollama::Failure{400, "registry.ollama.ai/library/tiny:latest does not support tools"}));
  create("tools", {.template_text = "{{ if .Tools }}{{ (index .Tools 0).Function.Name }};{{ end }}<tool_call>"
                                    "{{ range .Messages }}{{ .Content }}{{ end }}"});
  request.model = "tools";
  EXPECT_FALSE(chat(request).failure);
  request.debug_render_only = true;
  EXPECT_EQ(chat(request).last.debug_info->rendered_template, "f;<tool_call>x");
}

TEST_F(AnsweringTest, ThoughtsAreKeptApartOfModelsThatThink) {
  create("thinker", {.template_text = "{{ if .IsThinkSet }}{{ .Think }}{{ .ThinkLevel }} {{ end }}{{ range .Messages }}"
                                      "{{ if .Thinking }}<think>{{ .Thinking }}</think>{{ end }}{{ .Content }}{{ end }}"
                                      "{{ if .Think }}<think>{{ end }}"});
  ollama::ChatRequest request = question("x");
  request.model = "thinker";
  request.stream = true;
  const Collected found = chat(request);
  ASSERT_FALSE(found.failure) << found.failure->message;
  EXPECT_EQ(found.text, "");  // the prompt ended with the tag, and this model never closes it
  request.debug_render_only = true;
  EXPECT_EQ(chat(request).last.debug_info->rendered_template, "true x<think>");
  request.think = ollama::Think::kHigh;
  EXPECT_EQ(chat(request).last.debug_info->rendered_template, "truehigh x<think>");
  request.think = ollama::Think::kOff;
  EXPECT_EQ(chat(request).last.debug_info->rendered_template, "false x");
}

TEST_F(AnsweringTest, NoMessagesLoadAndUnload) {
  ollama::ChatRequest request;
  request.model = "tiny";
  EXPECT_EQ(chat(request).last.done_reason, DoneReason::kLoad);
  EXPECT_EQ(models_->loaded().size(), 1u);
  request.keep_alive = ollama::KeepAlive{0};
  EXPECT_EQ(chat(request).last.done_reason, DoneReason::kUnload);
  EXPECT_TRUE(models_->loaded().empty());
}

TEST_F(AnsweringTest, APromptThatDoesNotFitIsRefusedWithBothNumbers) {
  ollama::ChatRequest request = question(std::string(2000, 'x'));
  request.options.num_ctx = 64;
  const Collected refused = chat(request);
  ASSERT_TRUE(refused.failure);
  EXPECT_EQ(refused.failure->status, 400);
  EXPECT_THAT(refused.failure->message, AllOf(HasSubstr("the context 64"), HasSubstr("the prompt is longer than")));
}

TEST_F(AnsweringTest, TruncateLeavesOutTheOldestAndSaysSo) {
  ollama::ChatRequest request = question("the end");
  for (int i = 0; i < 30; ++i) {
    request.messages.insert(request.messages.begin(), {.role = i % 2 ? "user" : "assistant", .content = "and so on"});
  }
  request.options.num_ctx = 100;
  request.truncate = true;
  const Collected found = chat(request);
  ASSERT_FALSE(found.failure) << found.failure->message;
  EXPECT_THAT(found.last.warnings.lines(), Contains(HasSubstr("oldest messages, ")));
  EXPECT_LT(found.last.metrics.prompt_eval_count, 100);
}

TEST_F(AnsweringTest, WhatHasNoEffectIsWarnedOf) {
  ollama::ChatRequest request = question("the cat");
  request.options.num_ctx = 4096;
  request.options.num_thread = 3;
  EXPECT_THAT(chat(request).last.warnings.lines(),
              AllOf(Contains(HasSubstr("num_ctx is 4096")), Contains(HasSubstr("num_thread is ignored"))));
}

TEST_F(AnsweringTest, LogprobsComeWithEachToken) {
  ollama::ChatRequest request = question("the cat", 5);
  request.logprobs = true;
  request.top_logprobs = 2;
  std::vector<ollama::Logprob> entries;
  const Answered answered =
      answering().chat(request,
                       [&](const ollama::ChatChunk& chunk) {
                         entries.insert(entries.end(), chunk.logprobs.begin(), chunk.logprobs.end());
                         return true;
                       },
                       {});
  ASSERT_TRUE(answered);
  ASSERT_EQ(entries.size(), 5u);
  for (const ollama::Logprob& entry : entries) {
    EXPECT_LE(entry.logprob, 0);
    EXPECT_EQ(entry.top_logprobs.size(), 2u);
  }
}

TEST_F(AnsweringTest, ContextContinuesAConversation) {
  ollama::GenerateRequest request;
  request.model = "tiny";
  request.prompt = "the cat";
  request.options.num_predict = 4;
  std::string first, second;
  const ollama::GenerateChunk last = generate(request, first);
  EXPECT_FALSE(last.context.empty());
  request.context = last.context;
  request.prompt = "and then";
  EXPECT_GT(generate(request, second).metrics.prompt_eval_count, last.metrics.prompt_eval_count);
}

TEST_F(AnsweringTest, RawPromptsGoAsTheyAre) {
  ollama::GenerateRequest request;
  request.model = "tiny";
  request.prompt = "the cat";
  request.raw = true;
  request.options.num_predict = 1;
  std::string text;
  EXPECT_TRUE(generate(request, text).context.empty());
  request.debug_render_only = true;
  EXPECT_EQ(generate(request, text).debug_info->rendered_template, "the cat");
}

TEST_F(AnsweringTest, ManyAtOnceAnswerAsEachAlone) {
  std::vector<std::string> alone;
  for (int i = 0; i < 6; ++i) alone.push_back(chat(question("number " + std::to_string(i), 12)).text);
  restart({});
  std::vector<std::string> together(6);
  {
    std::vector<std::jthread> clients;
    for (size_t i = 0; i < 6; ++i) {
      clients.emplace_back([&, i] { together[i] = chat(question("number " + std::to_string(i), 12)).text; });
    }
  }
  EXPECT_EQ(together, alone);
}

}  // namespace
}  // namespace hearth::server
