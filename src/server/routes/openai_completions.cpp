// POST /v1/completions.
#include <utility>
#include <vector>

#include "api/openai/completion.h"
#include "api/openai/sampling.h"
#include "base/utf8.h"
#include "server/answer_task.h"
#include "server/openai_replies.h"
#include "server/routes.h"

namespace hearth::server {
namespace {

using openai::CompletionChoice, openai::CompletionRequest;

Task task_of(const CompletionRequest& request) {
  return {.model = request.model,
          .prompts = request.prompts,
          .suffix = request.suffix,
          .options = request.options,
          .defaults = openai::default_options(),
          .n = static_cast<int32_t>(request.n),
          .n_logprobs = static_cast<int32_t>(request.n_logprobs),
          .warnings = request.warnings};
}

size_t n_choices(const CompletionRequest& request) { return request.prompts.size() * static_cast<size_t>(request.n); }

// All answers as one reply.
class Whole final : public TaskSink {
 public:
  explicit Whole(const CompletionRequest& request)
      : request_(request),
        completion_{new_head("cmpl-", request.model), std::vector<CompletionChoice>(n_choices(request)), {}, {}, {}} {}

  bool on_start(const TaskStart& start) override {
    completion_.warnings = start.warnings;
    for (size_t i = 0; i < completion_.choices.size(); ++i) {
      completion_.choices[i].index = static_cast<int64_t>(i);
      if (request_.echo) completion_.choices[i].text = start.prompts[i / static_cast<size_t>(request_.n)];
    }
    return true;
  }
  bool on_piece(int32_t choice, const Piece& piece) override {
    CompletionChoice& whole = completion_.choices[static_cast<size_t>(choice)];
    whole.text += piece.text;
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
  const CompletionRequest& request_;
  openai::Completion completion_;
};

// All answers as chunks, as they come.
class Stream final : public TaskSink {
 public:
  Stream(http::Exchange& exchange, const CompletionRequest& request)
      : events_(exchange), request_(request), head_(new_head("cmpl-", request.model)), offsets_(n_choices(request)) {}

  bool on_start(const TaskStart& start) override {
    warnings_ = start.warnings;
    if (!request_.echo) return true;
    for (size_t i = 0; i < offsets_.size(); ++i) {
      const std::string& prompt = start.prompts[i / static_cast<size_t>(request_.n)];
      if (!write({.index = static_cast<int64_t>(i), .text = prompt})) return false;
    }
    return true;
  }
  bool on_piece(int32_t choice, const Piece& piece) override {
    if (piece.text.empty() && piece.logprobs.empty()) return true;
    int64_t& offset = offsets_[static_cast<size_t>(choice)];
    const int64_t begin = offset;
    for (const openai::Logprob& entry : piece.logprobs) offset += static_cast<int64_t>(utf8::length(entry.token));
    return write({.index = choice, .text = piece.text, .logprobs = piece.logprobs, .text_offset = begin});
  }
  bool on_end(int32_t choice, const AnswerEnd& end) override {
    warn_of_end(end, warnings_);
    return write({.index = choice, .finish_reason = finish_reason(end)});
  }
  void finish(const TaskUsage& usage) {
    if (request_.include_usage) {
      openai::Completion chunk = new_chunk();
      chunk.usage = usage_of(usage);
      if (!events_.write(openai::to_json(chunk))) return;
    }
    static_cast<void>(events_.write_text("[DONE]"));
  }
  void fail(const api::Failure& failure) { events_.fail(failure, openai::to_json); }

 private:
  openai::Completion new_chunk() const { return {head_, {}, request_.include_usage, {}, {}}; }

  bool write(CompletionChoice part) {
    openai::Completion chunk = new_chunk();
    chunk.choices.push_back(std::move(part));
    chunk.warnings = std::exchange(warnings_, {});  // once, with the next chunk
    return events_.write(openai::to_json(chunk));
  }

  EventStream events_;
  const CompletionRequest& request_;
  openai::ReplyHead head_;
  api::Warnings warnings_;
  std::vector<int64_t> offsets_;  // of each choice: characters of the tokens so far
};

}  // namespace

void openai_completions(App& app, http::Exchange& exchange) {
  const auto request = read_body(exchange, openai::parse_completion_request, openai::to_json);
  if (!request) return;
  const Task task = task_of(*request);
  if (request->stream)
    answer_stream(app, exchange, task, Stream(exchange, *request));
  else
    answer_whole(app, exchange, task, Whole(*request), openai::to_json);
}

}  // namespace hearth::server
