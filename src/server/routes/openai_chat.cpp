// POST /v1/chat/completions.
#include <utility>
#include <vector>

#include "api/openai/chat.h"
#include "api/openai/sampling.h"
#include "server/answer_task.h"
#include "server/openai_replies.h"
#include "server/routes.h"

namespace hearth::server {
namespace {

using openai::ChatChoice, openai::ChatRequest;

Task task_of(const ChatRequest& request) {
  return {.model = request.model,
          .messages = request.messages,
          .options = request.options,
          .defaults = openai::default_options(),
          .n = static_cast<int32_t>(request.n),
          .n_logprobs = static_cast<int32_t>(request.n_logprobs),
          .format = request.format,
          .tools = request.tools,
          .tool_choice = request.tool_choice,
          .think = request.think,
          .warnings = request.warnings};
}

// All answers as one reply.
class Whole final : public TaskSink {
 public:
  explicit Whole(const ChatRequest& request)
      : completion_{
            new_head("chatcmpl-", request.model), std::vector<ChatChoice>(static_cast<size_t>(request.n)), {}, {}} {}

  bool on_start(const TaskStart& start) override {
    completion_.warnings = start.warnings;
    for (size_t i = 0; i < completion_.choices.size(); ++i) completion_.choices[i].index = static_cast<int64_t>(i);
    return true;
  }
  bool on_piece(int32_t choice, const Piece& piece) override {
    ChatChoice& whole = completion_.choices[static_cast<size_t>(choice)];
    whole.content += piece.text;
    whole.reasoning += piece.thinking;
    whole.tool_calls.insert(whole.tool_calls.end(), piece.tool_calls.begin(), piece.tool_calls.end());
    whole.logprobs.insert(whole.logprobs.end(), piece.logprobs.begin(), piece.logprobs.end());
    return true;
  }
  bool on_end(int32_t choice, const AnswerEnd& end) override {
    warn_of_end(end, completion_.warnings);
    completion_.choices[static_cast<size_t>(choice)].finish_reason = finish_reason(end);
    return true;
  }
  Json reply(const TaskUsage& usage) {
    completion_.usage = usage_of(usage);
    return openai::to_json(completion_);
  }

 private:
  openai::ChatCompletion completion_;
};

// All answers as chunks, as they come.
class Stream final : public TaskSink {
 public:
  Stream(http::Exchange& exchange, const ChatRequest& request)
      : events_(exchange), request_(request), head_(new_head("chatcmpl-", request.model)) {}

  bool on_start(const TaskStart& start) override {
    warnings_ = start.warnings;
    has_role_.resize(static_cast<size_t>(request_.n));
    return true;
  }
  bool on_piece(int32_t choice, const Piece& piece) override {
    return write(choice, {.content = piece.text,
                          .reasoning = piece.thinking,
                          .tool_calls = piece.tool_calls,
                          .logprobs = piece.logprobs});
  }
  bool on_end(int32_t choice, const AnswerEnd& end) override {
    warn_of_end(end, warnings_);
    return write(choice, {.finish_reason = finish_reason(end)});
  }
  void finish(const TaskUsage& usage) {
    if (request_.include_usage) {
      openai::ChatChunk chunk = new_chunk();
      chunk.usage = usage_of(usage);
      if (!events_.write(openai::to_json(chunk))) return;
    }
    static_cast<void>(events_.write_text("[DONE]"));
  }
  void fail(const api::Failure& failure) { events_.fail(failure, openai::to_json); }

 private:
  openai::ChatChunk new_chunk() const { return {head_, {}, request_.include_usage, {}, {}}; }

  bool write(int32_t choice, ChatChoice part) {
    openai::ChatChunk chunk = new_chunk();
    part.index = choice;
    part.has_role = !std::exchange(has_role_[static_cast<size_t>(choice)], true);
    chunk.choices.push_back(std::move(part));
    chunk.warnings = std::exchange(warnings_, {});  // once, with the next chunk
    return events_.write(openai::to_json(chunk));
  }

  EventStream events_;
  const ChatRequest& request_;
  openai::ReplyHead head_;
  api::Warnings warnings_;
  std::vector<char> has_role_;  // of each choice: a chunk with its role was sent
};

}  // namespace

void openai_chat(App& app, http::Exchange& exchange) {
  const auto request = read_body(exchange, openai::parse_chat_request, openai::to_json);
  if (!request) return;
  const Task task = task_of(*request);
  if (request->stream)
    answer_stream(app, exchange, task, Stream(exchange, *request));
  else
    answer_whole(app, exchange, task, Whole(*request), openai::to_json);
}

}  // namespace hearth::server
