// POST /v1/responses.
#include <utility>
#include <vector>

#include "api/openai/responses.h"
#include "api/openai/responses_reply.h"
#include "api/openai/sampling.h"
#include "server/answer_task.h"
#include "server/openai_replies.h"
#include "server/random_id.h"
#include "server/routes.h"

namespace hearth::server {
namespace {

using openai::ItemStatus, openai::OutputItem, openai::Response, openai::ResponsesRequest;

Task task_of(const ResponsesRequest& request) {
  std::vector<ollama::Message> messages;
  if (!request.instructions.empty()) messages.push_back({.role = "system", .content = request.instructions});
  messages.insert(messages.end(), request.messages.begin(), request.messages.end());
  return {.model = request.model,
          .messages = std::move(messages),
          .options = request.options,
          .defaults = openai::default_options(),
          .n_logprobs = static_cast<int32_t>(request.n_logprobs),
          .format = request.format,
          .format_field = "text.format",
          .tools = request.tools,
          .tool_choice = request.tool_choice,
          .think = request.think,
          .think_field = "reasoning",
          .warnings = request.warnings};
}

// The response as it grows.
class Growing {
 public:
  Growing() : response_{.id = random_id("resp_"), .created = now_seconds()} {}

  Response& response() { return response_; }
  // The message that is being said; there is one.
  OutputItem& message() { return response_.output.back(); }
  int64_t message_index() const { return static_cast<int64_t>(response_.output.size()) - 1; }
  // Makes the message unless it is there; says whether it did.
  bool begin_message() {
    if (!response_.output.empty()) return false;
    response_.output.push_back({.id = random_id("msg_")});
    return true;
  }
  void add(const Piece& piece) {
    message().text += piece.text;
    message().logprobs.insert(message().logprobs.end(), piece.logprobs.begin(), piece.logprobs.end());
  }
  void end(const AnswerEnd& end) {
    warn_of_end(end, response_.warnings);
    const bool cut = is_cut(end);
    response_.status = cut ? Response::Status::kIncomplete : Response::Status::kCompleted;
    message().status = cut ? ItemStatus::kIncomplete : ItemStatus::kCompleted;
  }

 private:
  Response response_;
};

// The response as one object.
class Whole final : public TaskSink {
 public:
  explicit Whole(const ResponsesRequest& request) : request_(request) {}

  bool on_start(const TaskStart& start) override {
    growing_.response().warnings = start.warnings;
    growing_.begin_message();
    return true;
  }
  bool on_piece(int32_t, const Piece& piece) override {
    growing_.add(piece);
    return true;
  }
  bool on_end(int32_t, const AnswerEnd& end) override {
    growing_.end(end);
    return true;
  }
  Json reply(const TaskUsage& usage) {
    growing_.response().usage = usage_of(usage);
    return openai::to_json(growing_.response(), request_);
  }

 private:
  const ResponsesRequest& request_;
  Growing growing_;
};

// The response as events, as it comes.
class Stream final : public TaskSink {
 public:
  Stream(http::Exchange& exchange, const ResponsesRequest& request) : stream_(exchange), request_(request) {}

  bool on_start(const TaskStart& start) override {
    growing_.response().warnings = start.warnings;
    return write_response("response.created") && write_response("response.in_progress");
  }
  bool on_piece(int32_t, const Piece& piece) override {
    if (piece.text.empty() && piece.logprobs.empty()) return true;
    if (!begin()) return false;
    growing_.add(piece);
    const OutputItem part{.id = growing_.message().id, .text = piece.text, .logprobs = piece.logprobs};
    return write(events_.text_delta(part, growing_.message_index()));
  }
  bool on_end(int32_t, const AnswerEnd& end) override {
    if (!begin()) return false;
    growing_.end(end);
    const int64_t index = growing_.message_index();
    return write(events_.text_done(growing_.message(), index)) &&
           write(events_.part("response.content_part.done", growing_.message(), index)) &&
           write(events_.item("response.output_item.done", growing_.message(), index));
  }
  void finish(const TaskUsage& usage) {
    growing_.response().usage = usage_of(usage);
    const bool cut = growing_.response().status == Response::Status::kIncomplete;
    static_cast<void>(write_response(cut ? "response.incomplete" : "response.completed"));
  }
  void fail(const api::Failure& failure) {
    if (!stream_.started()) return stream_.fail(failure, openai::to_json);
    growing_.response().status = Response::Status::kFailed;
    growing_.response().error = failure.message;
    static_cast<void>(write_response("response.failed"));
  }

 private:
  bool begin() {
    if (!growing_.begin_message()) return true;
    const int64_t index = growing_.message_index();
    return write(events_.item("response.output_item.added", growing_.message(), index)) &&
           write(events_.part("response.content_part.added", growing_.message(), index));
  }
  bool write_response(std::string_view type) { return write(events_.response(type, growing_.response(), request_)); }
  bool write(const Json& event) { return stream_.write(event, *event.find("type")->if_string()); }

  EventStream stream_;
  const ResponsesRequest& request_;
  openai::ResponseEvents events_;
  Growing growing_;
};

}  // namespace

void openai_responses(App& app, http::Exchange& exchange) {
  const auto request = read_body(exchange, openai::parse_responses_request, openai::to_json);
  if (!request) return;
  const Task task = task_of(*request);
  if (request->stream)
    answer_stream(app, exchange, task, Stream(exchange, *request));
  else
    answer_whole(app, exchange, task, Whole(*request), openai::to_json);
}

}  // namespace hearth::server
