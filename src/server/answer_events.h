// From the engine's events to the chunks of an answer: what both endpoints that answer have in common.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "api/ollama/answer.h"
#include "api/ollama/inference_request.h"
#include "api/ollama/message.h"
#include "base/result.h"
#include "runtime/runner.h"
#include "server/queueing.h"

namespace hearth::server {

// One piece of an answer.
struct Piece {
  std::string text{};
  std::string thinking{};
  std::vector<ollama::ToolCall> tool_calls{};
  std::vector<ollama::Logprob> logprobs{};
  std::vector<int32_t> tokens{};
};

// Whether there is nothing in it to be told.
inline bool is_empty(const Piece& piece) {
  return piece.text.empty() && piece.thinking.empty() && piece.tool_calls.empty() && piece.logprobs.empty();
}

// What an answer came to.
struct AnswerEnd {
  ollama::DoneReason reason = ollama::DoneReason::kStop;
  runtime::Usage usage{};
  int64_t n_generated = 0;
  std::string stop_string{};  // that ended it, if one did
  int64_t n_tool_calls = 0;   // that it makes; filled in by who reads them
};

// Whether something cut the answer: a limit, or that it only repeated itself.
inline bool is_cut(const AnswerEnd& end) { return end.reason != ollama::DoneReason::kStop; }

// What an event brings, but for how it ended.
Piece piece_of(runtime::Event event, const tokenizer::Tokenizer& tokenizer);
// How an answer ended. Fails when it was not to its end: as the engine does, or kBusy when it was cancelled.
Result<AnswerEnd> end_of(runtime::Finish finish, int64_t n_generated);

// Tells what is to be known of how an answer ended.
void warn_of_end(const AnswerEnd& end, api::Warnings& warnings);

// Is told each piece; false: nobody wants the rest.
using OnPiece = std::function<bool(const Piece&)>;

// Runs the request to its end; `on_queued` is told when it has to wait first. Nothing when it was stopped before that,
// by `stop` or by `on_piece`. Fails as the engine does. A piece has text, or the log-probabilities of tokens whose text
// is still to come.
Result<std::optional<AnswerEnd>> run_request(runtime::Runner& runner, runtime::Request request, const OnPiece& on_piece,
                                             const std::stop_token& stop, const OnQueued& on_queued = {});

// The figures of the last chunk.
ollama::Metrics metrics_of(const AnswerEnd& end, std::chrono::nanoseconds load_time,
                           std::chrono::nanoseconds total_time);

}  // namespace hearth::server
