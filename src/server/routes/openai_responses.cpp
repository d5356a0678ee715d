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

std::string_view id_prefix(OutputItem::Kind kind) {
  constexpr std::string_view kPrefixes[] = {"rs_", "msg_", "fc_"};
  return kPrefixes[static_cast<size_t>(kind)];
}

// The response as it grows, item by item. The last one is open until it is ended.
class Growing {
 public:
  Growing() : response_{.id = random_id("resp_"), .created = now_seconds()} {}

  Response& response() { return response_; }
  OutputItem& last() { return response_.output.back(); }
  int64_t last_index() const { return static_cast<int64_t>(response_.output.size()) - 1; }
  bool is_open() const {
    return !response_.output.empty() && response_.output.back().status == ItemStatus::kInProgress;
  }
  // Whether `part` is more of the open item. Each call is an item of its own.
  bool goes_on(const OutputItem& part) const {
    return is_open() && response_.output.back().kind == part.kind && part.kind != OutputItem::Kind::kFunctionCall;
  }

  // What a piece adds, each an item or a part of one. Only texts have log-probabilities; those of tokens whose text is
  // still to come go with it.
  std::vector<OutputItem> parts_of(const Piece& piece) {
    using Kind = OutputItem::Kind;
    waiting_.insert(waiting_.end(), piece.logprobs.begin(), piece.logprobs.end());
    std::vector<OutputItem> parts;
    if (!piece.thinking.empty()) parts.push_back({.kind = Kind::kReasoning, .text = piece.thinking});
    if (!piece.text.empty()) parts.push_back({.text = piece.text, .logprobs = std::exchange(waiting_, {})});
    for (const ollama::ToolCall& call : piece.tool_calls) parts.push_back({.kind = Kind::kFunctionCall, .call = call});
    if (!parts.empty()) waiting_.clear();
    return parts;
  }
  // Opens the item that `part` is the first part of.
  void begin(const OutputItem& part) {
    response_.output.push_back({.kind = part.kind, .id = random_id(id_prefix(part.kind)), .call = part.call});
  }
  void add(const OutputItem& part) {
    last().text += part.text;
    last().logprobs.insert(last().logprobs.end(), part.logprobs.begin(), part.logprobs.end());
  }
  // A call is whole, or it would not be here.
  void end_item(ItemStatus status) {
    last().status = last().kind == OutputItem::Kind::kFunctionCall ? ItemStatus::kCompleted : status;
  }
  // Comes before the last item is ended.
  void end(const AnswerEnd& end) {
    warn_of_end(end, response_.warnings);
    response_.status = is_cut(end) ? Response::Status::kIncomplete : Response::Status::kCompleted;
    if (last().kind == OutputItem::Kind::kMessage) add({.logprobs = std::exchange(waiting_, {})});
  }

 private:
  Response response_;
  std::vector<openai::Logprob> waiting_;
};

ItemStatus last_status(const AnswerEnd& end) { return is_cut(end) ? ItemStatus::kIncomplete : ItemStatus::kCompleted; }

// The response as one object.
class Whole final : public TaskSink {
 public:
  explicit Whole(const ResponsesRequest& request) : request_(request) {}

  bool on_start(const TaskStart& start) override {
    growing_.response().warnings = start.warnings;
    return true;
  }
  bool on_piece(int32_t, const Piece& piece) override {
    for (const OutputItem& part : growing_.parts_of(piece)) {
      if (!growing_.goes_on(part)) begin(part);
      growing_.add(part);
    }
    return true;
  }
  bool on_end(int32_t, const AnswerEnd& end) override {
    if (!growing_.is_open()) begin({});
    growing_.end(end);
    growing_.end_item(last_status(end));
    return true;
  }
  Json reply(const TaskUsage& usage) {
    growing_.response().usage = usage_of(usage);
    return openai::to_json(growing_.response(), request_);
  }

 private:
  void begin(const OutputItem& part) {
    if (growing_.is_open()) growing_.end_item(ItemStatus::kCompleted);
    growing_.begin(part);
  }

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
    for (OutputItem& part : growing_.parts_of(piece)) {
      if (!growing_.goes_on(part) && !begin(part)) return false;
      growing_.add(part);
      part.id = growing_.last().id;
      if (!write(events_.delta(part, growing_.last_index()))) return false;
    }
    return true;
  }
  bool on_end(int32_t, const AnswerEnd& end) override {
    if (!growing_.is_open() && !begin({})) return false;
    growing_.end(end);
    return end_item(last_status(end));
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
  bool begin(const OutputItem& part) {
    if (growing_.is_open() && !end_item(ItemStatus::kCompleted)) return false;
    growing_.begin(part);
    const int64_t index = growing_.last_index();
    return write(events_.item("response.output_item.added", growing_.last(), index)) &&
           write_part("response.content_part.added");
  }
  bool end_item(ItemStatus status) {
    growing_.end_item(status);
    const int64_t index = growing_.last_index();
    return write(events_.done(growing_.last(), index)) && write_part("response.content_part.done") &&
           write(events_.item("response.output_item.done", growing_.last(), index));
  }
  // Calls have no parts.
  bool write_part(std::string_view type) {
    return growing_.last().kind == OutputItem::Kind::kFunctionCall ||
           write(events_.part(type, growing_.last(), growing_.last_index()));
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
