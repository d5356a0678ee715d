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
    return --n_wanted != 0;
  }
  bool on_end(int32_t, const AnswerEnd& end) override {
    ends.push_back(end);
    return true;
  }

  TaskStart start;
  std::vector<std::string> texts;  // of each choice
  std::vector<AnswerEnd> ends;
  int n_wanted = -1;  // pieces; negative: all
};

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
