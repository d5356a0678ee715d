#include "server/task.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "server/test_server.h"

namespace hearth::server {
namespace {

class Collector final : public TaskSink {
 public:
  bool on_start(const TaskStart& begun) override {
    start = begun;
    return true;
  }
  bool on_piece(int32_t choice, const Piece& piece) override {
    texts.resize(std::max(texts.size(), static_cast<size_t>(choice) + 1));
    texts[static_cast<size_t>(choice)] += piece.text;
    thoughts += piece.thinking;
    calls.insert(calls.end(), piece.tool_calls.begin(), piece.tool_calls.end());
    return --n_wanted != 0;
  }
  bool on_end(int32_t, const AnswerEnd& end) override {
    ends.push_back(end);
    return true;
  }

  TaskStart start;
  std::vector<std::string> texts;  // of each choice
  std::string thoughts;
  std::vector<ollama::ToolCall> calls;
  std::vector<AnswerEnd> ends;
  int n_wanted = -1;  // pieces; negative: all
};

// Knows tools and thinks.
constexpr const char* kAbleTemplate =
    "{{ range .Tools }}{{ .Function.Name }};{{ end }}{{ range .Messages }}{{ .Role }}:"
    "{{ if .Thinking }}<think>{{ .Thinking }}</think>{{ end }}{{ .Content }}"
    "{{ range .ToolCalls }}<tool_call>{{ .Function.Name }}</tool_call>{{ end }};{{ end }}{{ if .Think }}<think>{{ end "
    "}}";

std::string repeated(int n) {
  std::string text;
  for (int i = 0; i < n; ++i) text += "the cat sat on the mat and looked at the dog and the dog looked back ";
  return text;
}

class TaskTest : public ServerTest {
 protected:
  static Task question(int64_t num_predict = 8) {
    Task task{.model = "tiny", .messages = {{.role = "user", .content = "the cat"}}};
    task.options.num_predict = num_predict;
    return task;
  }
  // To the model "able", which says just this.
  Task said(const std::string& answer) {
    create("able", {.template_text = kAbleTemplate});
    Task task = question(100);
    task.model = "able";
    task.options.grammar = "root ::= " + Json(answer).dump();
    return task;
  }
  auto run(const Task& task, Collector& collector) { return run_task(*store_, *models_, task, collector, {}); }
  api::Failure refusal(const Task& task) {
    Collector collector;
    const auto done = run(task, collector);
    return done ? api::Failure{} : done.error();
  }
};

TEST_F(TaskTest, SeveralAnswersReadThePromptOnce) {
  Task task = question();
  task.n = 3;
  task.messages[0].content = repeated(3);
  task.options.temperature = 1;
  task.options.seed = 1;
  Collector collector;
  const auto usage = run(task, collector);
  ASSERT_TRUE(usage && *usage);
  EXPECT_EQ(collector.texts.size(), 3u);
  EXPECT_EQ(collector.ends.size(), 3u);
  EXPECT_EQ((*usage)->prompt_tokens, collector.start.prompt_tokens);
  EXPECT_EQ((*usage)->completion_tokens, 24);
  int n_cached = 0;
  for (const AnswerEnd& end : collector.ends) n_cached += end.usage.cached_tokens >= 64 ? 1 : 0;
  EXPECT_EQ(n_cached, 2);
}

TEST_F(TaskTest, AnAnswerOfNoTokensIsOneForEachChoice) {
  Task task = question(0);
  task.n = 2;
  Collector collector;
  ASSERT_TRUE(run(task, collector));
  EXPECT_EQ(collector.ends.size(), 2u);
}

TEST_F(TaskTest, NobodyHasToWantTheRest) {
  Collector collector;
  collector.n_wanted = 1;
  const auto usage = run(question(1000), collector);
  ASSERT_TRUE(usage);
  EXPECT_FALSE(*usage);
}

TEST_F(TaskTest, TheModelsParametersWinOverTheDialects) {
  Task task = question();
  task.defaults.temperature = 2;
  Collector first, second;
  ASSERT_TRUE(run(task, first));  // the model says 0
  ASSERT_TRUE(run(task, second));
  EXPECT_EQ(first.texts, second.texts);
}

TEST_F(TaskTest, RefusalsNameTheField) {
  Task task = question();
  task.model = "nobody";
  EXPECT_EQ(refusal(task).code, "model_not_found");
  task = question();
  task.messages[0].content = repeated(60);
  EXPECT_EQ(refusal(task).code, "context_length_exceeded");
  task = question();
  task.options.logit_bias = std::vector<api::TokenBias>{{.token = 1 << 30}};
  EXPECT_EQ(refusal(task).field, "logit_bias");
  task = question();
  task.prompts = {std::vector<int32_t>{1 << 30}};
  EXPECT_EQ(refusal(task).field, "prompt");
  task = question();
  task.format = {.kind = ollama::Format::Kind::kSchema, .schema = *Json::parse(R"({"type":"nothing"})")};
  EXPECT_EQ(refusal(task).field, "response_format");
}

Json tool() { return *Json::parse(R"({"type":"function","function":{"name":"f"}})"); }

TEST_F(TaskTest, CallsOfToolsAreReadInEachAnswer) {
  Task task = said(R"(So:<tool_call>{"name": "f", "arguments": {"x": 1}}</tool_call>)");
  task.tools = {tool()};
  task.n = 2;
  Collector collector;
  const auto usage = run(task, collector);
  ASSERT_TRUE(usage && *usage) << usage.error().message;
  EXPECT_EQ(collector.texts, (std::vector<std::string>{"So:", "So:"}));
  ASSERT_EQ(collector.calls.size(), 2u);
  EXPECT_EQ(collector.calls[0].name, "f");
  EXPECT_EQ(collector.calls[1].arguments.dump(), R"({"x":1})");
  EXPECT_NE(collector.calls[0].id, collector.calls[1].id);
  for (const AnswerEnd& end : collector.ends) EXPECT_EQ(end.n_tool_calls, 1);
}

TEST_F(TaskTest, WhatLooksLikeACallIsTextWhenThereAreNoTools) {
  const std::string text = R"(<tool_call>{"name": "f"}</tool_call>)";
  Task task = said(text);
  task.tools = {tool()};
  task.tool_choice.kind = api::ToolChoice::Kind::kNone;
  Collector collector;
  ASSERT_TRUE(run(task, collector));
  EXPECT_EQ(collector.texts, std::vector<std::string>{text});
  EXPECT_EQ(collector.ends[0].n_tool_calls, 0);
}

TEST_F(TaskTest, OfCallsThatMayNotBeSeveralTheFirstIsTold) {
  Task task = said(R"(<tool_call>{"name": "f"}</tool_call><tool_call>{"name": "g"}</tool_call>)");
  task.tools = {tool()};
  Collector both, one;
  ASSERT_TRUE(run(task, both));
  EXPECT_EQ(both.calls.size(), 2u);
  task.tool_choice.parallel = false;
  ASSERT_TRUE(run(task, one));
  ASSERT_EQ(one.calls.size(), 1u);
  EXPECT_EQ(one.calls[0].name, "f");
}

TEST_F(TaskTest, ThoughtsAreKeptApartAndCounted) {
  Task task = said("hm hm</think>Yes");
  task.think = ollama::Think::kOn;
  Collector collector;
  const auto usage = run(task, collector);
  ASSERT_TRUE(usage && *usage) << usage.error().message;
  EXPECT_EQ(collector.thoughts, "hm hm");
  EXPECT_EQ(collector.texts, std::vector<std::string>{"Yes"});
  EXPECT_GT((*usage)->thinking_tokens, 0);
  EXPECT_LT((*usage)->thinking_tokens, (*usage)->completion_tokens);
}

TEST_F(TaskTest, AnAnswerWithAFormatIsThatAndNothingElse) {
  Task task = said("");
  task.options.grammar.reset();
  task.format = {.kind = ollama::Format::Kind::kSchema, .schema = *Json::parse(R"({"const":"<think>x"})")};
  Collector collector;
  ASSERT_TRUE(run(task, collector));
  ASSERT_EQ(collector.texts.size(), 1u);
  EXPECT_TRUE(collector.texts[0].ends_with(R"("<think>x")")) << collector.texts[0];
}

TEST_F(TaskTest, ThePromptShowsToolsAndWhetherToThink) {
  Task task = said("");
  task.options.grammar.reset();
  const auto count = [&] { return count_tokens(*store_, task).value(); };
  const int64_t thinking = count();
  task.think = ollama::Think::kOff;
  const int64_t plain = count();
  EXPECT_LT(plain, thinking);
  task.tools = {tool()};
  EXPECT_LT(plain, count());
  Collector collector;
  ASSERT_TRUE(run(task, collector));
  EXPECT_EQ(count(), collector.start.prompt_tokens);
  task.tool_choice.kind = api::ToolChoice::Kind::kNone;
  EXPECT_EQ(plain, count());
}

TEST_F(TaskTest, WhatAModelCannotDoIsRefused) {
  Task task = question();
  task.tools = {tool()};
  EXPECT_EQ(refusal(task).field, "tools");
  EXPECT_EQ(refusal(task).message, "registry.ollama.ai/library/tiny:latest does not support tools");
  task = question();
  task.think = ollama::Think::kOn;
  EXPECT_EQ(refusal(task).field, "reasoning_effort");
  EXPECT_EQ(refusal(task).message, "\"tiny\" does not support thinking");
  task = said("x");
  task.tools = {tool()};
  task.tool_choice.kind = api::ToolChoice::Kind::kRequired;
  EXPECT_EQ(refusal(task).field, "tool_choice");
  EXPECT_EQ(count_tokens(*store_, task).error().field, "tool_choice");
  task = said("x");
  task.think = ollama::Think::kOn;
  task.continues_last = true;
  task.messages.push_back({.role = "assistant", .content = "So"});
  EXPECT_EQ(refusal(task).field, "reasoning_effort");
}

TEST_F(TaskTest, AChatWithoutMessagesHasNothingToGoOnWith) {
  Task task = question();
  task.messages.clear();
  task.continues_last = true;
  create("plain", {});
  task.model = "plain";
  EXPECT_TRUE(count_tokens(*store_, task));
}

TEST_F(TaskTest, TokensAreCountedWithoutLoading) {
  Collector collector;
  const auto count = count_tokens(*store_, question());
  ASSERT_TRUE(count) << count.error().message;
  EXPECT_TRUE(models_->loaded().empty());
  ASSERT_TRUE(run(question(), collector));
  EXPECT_EQ(*count, collector.start.prompt_tokens);
}

}  // namespace
}  // namespace hearth::server
