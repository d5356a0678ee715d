#include "server/answer_events.h"

#include <algorithm>

#include "base/text.h"

namespace hearth::server {
namespace {

ollama::Logprob logprob_of(const runtime::GeneratedToken& token, const tokenizer::Tokenizer& tokenizer) {
  ollama::Logprob entry{.token = tokenizer.piece(token.id),
                        .logprob = static_cast<double>(token.logprobs.front().logprob)};
  for (size_t i = 1; i < token.logprobs.size(); ++i) {
    const sampling::TokenLogprob& other = token.logprobs[i];
    entry.top_logprobs.push_back({tokenizer.piece(other.id), static_cast<double>(other.logprob)});
  }
  return entry;
}

ollama::DoneReason reason_of(runtime::DoneReason reason) {
  if (reason == runtime::DoneReason::kLength) return ollama::DoneReason::kLength;
  return reason == runtime::DoneReason::kLoop ? ollama::DoneReason::kLoop : ollama::DoneReason::kStop;
}

}  // namespace

Piece piece_of(runtime::Event event, const tokenizer::Tokenizer& tokenizer) {
  Piece piece{.text = std::move(event.text)};
  for (const runtime::GeneratedToken& token : event.tokens) {
    piece.tokens.push_back(token.id);
    // What ends an answer is not part of it.
    if (!token.logprobs.empty() && !tokenizer.is_end_of_generation(token.id)) {
      piece.logprobs.push_back(logprob_of(token, tokenizer));
    }
  }
  return piece;
}

Result<AnswerEnd> end_of(runtime::Finish finish, int64_t n_generated) {
  if (finish.reason == runtime::DoneReason::kCancelled) {
    return fail(ErrorCode::kBusy, "the model is being taken out of memory");
  }
  if (finish.error) return std::unexpected(*std::move(finish.error));
  return AnswerEnd{.reason = reason_of(finish.reason),
                   .usage = finish.usage,
                   .n_generated = n_generated,
                   .stop_string = std::move(finish.stop_string)};
}

void warn_of_end(const AnswerEnd& end, api::Warnings& warnings) {
  if (end.usage.dropped_tokens > 0) {
    warnings.add(concat("the context became full: the ", end.usage.dropped_tokens,
                        " oldest tokens after num_keep were forgotten"));
  }
  if (end.reason == ollama::DoneReason::kLoop) {
    warnings.add("the answer only repeated itself and was ended; option loop_limit says after how many tokens");
  }
}

Result<std::optional<AnswerEnd>> run_request(runtime::Runner& runner, runtime::Request request, const OnPiece& on_piece,
                                             const std::stop_token& stop, const OnQueued& on_queued) {
  const auto stream = TRY(runner.submit(std::move(request)));
  const std::stop_callback cancel(stop, [&] { stream->cancel(); });
  note_queueing(runner, *stream, on_queued);
  int64_t n_generated = 0;
  for (;;) {
    runtime::Event event = stream->next();
    if (event.finish) {
      if (event.finish->reason == runtime::DoneReason::kCancelled && stop.stop_requested()) return std::nullopt;
      return TRY(end_of(*std::move(event.finish), n_generated));
    }
    n_generated += static_cast<int64_t>(event.tokens.size());
    if (!on_piece(piece_of(std::move(event), runner.engine().tokenizer()))) return std::nullopt;
  }
}

ollama::Metrics metrics_of(const AnswerEnd& end, std::chrono::nanoseconds load_time,
                           std::chrono::nanoseconds total_time) {
  return {.total_duration = total_time.count(),
          .load_duration = load_time.count(),
          .prompt_eval_count = end.usage.prompt_tokens,
          .prompt_cached_count = end.usage.cached_tokens,
          .prompt_eval_duration = end.usage.prompt_ns,
          .eval_count = end.n_generated,
          .eval_duration = end.usage.eval_ns};
}

}  // namespace hearth::server
