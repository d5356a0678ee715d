// Task: what a request of OpenAI's or Anthropic's API asks of a model, without the words of either; and the events by
// which its answers come. Each endpoint makes a Task and renders the events in its dialect.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "api/failure.h"
#include "api/ollama/format.h"
#include "api/ollama/message.h"
#include "api/ollama/think.h"
#include "api/openai/completion.h"
#include "api/options.h"
#include "api/tool_choice.h"
#include "api/warnings.h"
#include "server/answer_events.h"
#include "server/model_manager.h"
#include "store/store.h"

namespace hearth::server {

struct Task {
  std::string model{};
  // A chat; or, when there are prompts, texts and tokens that are continued as they are.
  std::vector<ollama::Message> messages{};
  std::vector<openai::TextOrTokens> prompts{};
  bool continues_last = false;  // a chat that ends with the assistant's message: the answer goes on with it
  std::string suffix{};         // the one prompt ends where a gap is to be filled, and this follows it
  api::Options options{};
  api::Options defaults{};  // of the dialect, for what neither the request nor the model sets
  int32_t n = 1;            // answers to each prompt: number i to prompt p is choice p * n + i
  int32_t n_logprobs = -1;
  ollama::Format format{};
  std::string format_field = "response_format";  // as the dialect calls it
  std::vector<Json> tools{};
  api::ToolChoice tool_choice{};
  ollama::Think think = ollama::Think::kUnset;
  std::string think_field = "reasoning_effort";  // as the dialect calls it
  api::Warnings warnings{};
};

// Known before the first piece.
struct TaskStart {
  int64_t prompt_tokens = 0;  // of all prompts
  api::Warnings warnings{};
  std::vector<std::string> prompts{};  // the text of each prompt that is continued
};

// What all answers cost together; a prompt counts once.
struct TaskUsage {
  int64_t prompt_tokens = 0, cached_tokens = 0, completion_tokens = 0;
  int64_t thinking_tokens = 0;  // of the completion
};

// Gets the events of the answers, on the thread that runs the task. A piece is never empty. False: nobody wants the
// rest.
class TaskSink {
 public:
  virtual ~TaskSink() = default;
  virtual bool on_start(const TaskStart& start) = 0;
  virtual bool on_piece(int32_t choice, const Piece& piece) = 0;
  virtual bool on_end(int32_t choice, const AnswerEnd& end) = 0;
};

// Runs the task to its end. Nothing when `stop` or the sink ended it before. A failure that comes before on_start is
// the request's, a later one the answer's.
api::Attempt<std::optional<TaskUsage>> run_task(const store::Store& store, ModelManager& models, const Task& task,
                                                TaskSink& sink, const std::stop_token& stop);

// The tokens that the chat is for the model, whose weights are not loaded for it.
api::Attempt<int64_t> count_tokens(const store::Store& store, const Task& task);

}  // namespace hearth::server
