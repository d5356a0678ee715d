// POST /v1/messages and /v1/messages/count_tokens.
#include <optional>
#include <utility>
#include <vector>

#include "api/anthropic/errors.h"
#include "api/anthropic/messages.h"
#include "api/anthropic/reply.h"
#include "server/answer_task.h"
#include "server/random_id.h"
#include "server/routes.h"

namespace hearth::server {
namespace {

using anthropic::Block, anthropic::Message, anthropic::MessagesRequest, anthropic::StopReason;

Task task_of(const MessagesRequest& request) {
  return {.model = request.model,
          .messages = request.content.messages,
          .continues_last = true,
          .options = request.options,
          .defaults = anthropic::default_options(),
          .format = request.format,
          .format_field = "output_config.format",
          .tools = request.tools,
          .tool_choice = request.tool_choice,
          .think = request.think,
          .think_field = "thinking",
          .warnings = request.warnings};
}

void set_end(Message& message, const AnswerEnd& end) {
  message.stop_sequence = end.stop_string;
  warn_of_end(end, message.warnings);
  if (is_cut(end))
    message.stop_reason = StopReason::kMaxTokens;
  else if (end.n_tool_calls > 0)
    message.stop_reason = StopReason::kToolUse;
  else
    message.stop_reason = end.stop_string.empty() ? StopReason::kEndTurn : StopReason::kStopSequence;
}

// What a piece adds to a message, each a block or a part of one.
std::vector<Block> parts_of(const Piece& piece) {
  std::vector<Block> parts;
  if (!piece.thinking.empty()) parts.push_back({.kind = Block::Kind::kThinking, .text = piece.thinking});
  if (!piece.text.empty()) parts.push_back({.text = piece.text});
  for (const ollama::ToolCall& call : piece.tool_calls) {
    parts.push_back({.kind = Block::Kind::kToolUse, .id = call.id, .name = call.name, .input = call.arguments});
  }
  return parts;
}

// Whether a block of kind `last` goes on with a part of kind `next`. Each use of a tool is a block of its own.
bool goes_on(Block::Kind last, Block::Kind next) { return last == next && next != Block::Kind::kToolUse; }

// Who marks what is to be cached counts cached tokens apart; for everybody else they are a part of the input.
anthropic::Usage usage_of(const MessagesRequest& request, const TaskUsage& usage) {
  const int64_t apart = request.content.caches ? usage.cached_tokens : 0;
  return {.input_tokens = usage.prompt_tokens - apart,
          .cache_read_tokens = apart,
          .output_tokens = usage.completion_tokens};
}

// The answer as one message.
class Whole final : public TaskSink {
 public:
  explicit Whole(const MessagesRequest& request)
      : request_(request), message_{.id = random_id("msg_"), .model = request.model} {}

  bool on_start(const TaskStart& start) override {
    message_.warnings = start.warnings;
    return true;
  }
  bool on_piece(int32_t, const Piece& piece) override {
    std::vector<Block>& blocks = message_.content;
    for (Block& part : parts_of(piece)) {
      if (!blocks.empty() && goes_on(blocks.back().kind, part.kind))
        blocks.back().text += part.text;
      else
        blocks.push_back(std::move(part));
    }
    return true;
  }
  bool on_end(int32_t, const AnswerEnd& end) override {
    set_end(message_, end);
    return true;
  }
  Json reply(const TaskUsage& usage) {
    message_.usage = usage_of(request_, usage);
    return anthropic::to_json(message_);
  }

 private:
  const MessagesRequest& request_;
  Message message_;
};

// The answer as events, as it comes.
class Stream final : public TaskSink {
 public:
  Stream(http::Exchange& exchange, const MessagesRequest& request)
      : events_(exchange), request_(request), message_{.id = random_id("msg_"), .model = request.model} {}

  bool on_start(const TaskStart& start) override {
    message_.warnings = start.warnings;
    message_.usage.input_tokens = start.prompt_tokens;
    return write(anthropic::message_start(message_));
  }
  bool on_piece(int32_t, const Piece& piece) override {
    for (const Block& part : parts_of(piece)) {
      const bool is_more = open_ && goes_on(*open_, part.kind);
      if (!is_more && !(end_block() && begin_block(part))) return false;
      if (!write(anthropic::block_delta(index_, part))) return false;
    }
    return true;
  }
  bool on_end(int32_t, const AnswerEnd& end) override {
    set_end(message_, end);
    return end_block();
  }
  void finish(const TaskUsage& usage) {
    message_.usage = usage_of(request_, usage);
    if (write(anthropic::message_delta(message_))) static_cast<void>(write(anthropic::message_stop()));
  }
  void fail(const api::Failure& failure) { events_.fail(failure, anthropic::to_json, "error"); }

 private:
  // The block that `part` is the first part of.
  bool begin_block(const Block& part) {
    open_ = part.kind;
    return write(anthropic::block_start(++index_, {.kind = part.kind, .id = part.id, .name = part.name}));
  }
  bool end_block() { return !std::exchange(open_, {}) || write(anthropic::block_stop(index_)); }

  bool write(const anthropic::Event& event) { return events_.write(event.data, event.name); }

  EventStream events_;
  const MessagesRequest& request_;
  Message message_;
  std::optional<Block::Kind> open_;  // of the block that may go on
  int64_t index_ = -1;               // of the last block
};

}  // namespace

void anthropic_messages(App& app, http::Exchange& exchange) {
  const auto request = read_body(exchange, anthropic::parse_messages_request, anthropic::to_json);
  if (!request) return;
  const Task task = task_of(*request);
  if (request->stream)
    answer_stream(app, exchange, task, Stream(exchange, *request));
  else
    answer_whole(app, exchange, task, Whole(*request), anthropic::to_json);
}

void anthropic_count_tokens(App& app, http::Exchange& exchange) {
  const auto request = read_body(exchange, anthropic::parse_count_request, anthropic::to_json);
  if (!request) return;
  const auto count = count_tokens(app.store, task_of(*request));
  if (!count) return answer_failure(exchange, count.error(), anthropic::to_json);
  Json reply = Json::object({{"input_tokens", *count}});
  if (!request->warnings.empty()) reply.set("warnings", api::to_json(request->warnings));
  answer_json(exchange, reply);
}

}  // namespace hearth::server
