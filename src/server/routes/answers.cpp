// /api/chat and /api/generate: answers, streamed or whole.
#include <optional>

#include "api/ollama/chat.h"
#include "api/ollama/generate.h"
#include "server/answering.h"
#include "server/replies.h"
#include "server/routes.h"

namespace hearth::server {
namespace {

// Several chunks as one.
void add(ollama::ChatChunk& whole, const ollama::ChatChunk& chunk) {
  whole.message.content += chunk.message.content;
  whole.message.thinking += chunk.message.thinking;
  whole.message.tool_calls.insert(whole.message.tool_calls.end(), chunk.message.tool_calls.begin(),
                                  chunk.message.tool_calls.end());
}

void add(ollama::GenerateChunk& whole, const ollama::GenerateChunk& chunk) {
  whole.response += chunk.response;
  whole.thinking += chunk.thinking;
  whole.tool_calls.insert(whole.tool_calls.end(), chunk.tool_calls.begin(), chunk.tool_calls.end());
  whole.context = chunk.context;
}

// `whole` with everything of `chunk` that comes last, and with its pieces joined.
template <class Chunk>
void collect(Chunk& whole, const Chunk& chunk) {
  add(whole, chunk);
  std::vector<ollama::Logprob> logprobs = std::move(whole.logprobs);
  logprobs.insert(logprobs.end(), chunk.logprobs.begin(), chunk.logprobs.end());
  static_cast<ollama::Answer&>(whole) = chunk;
  whole.logprobs = std::move(logprobs);
}

// What only loads or unloads a model, or shows a prompt, is one object even when a stream was asked for.
bool is_whole(const ollama::Answer& chunk) {
  return chunk.debug_info || chunk.done_reason == ollama::DoneReason::kLoad ||
         chunk.done_reason == ollama::DoneReason::kUnload;
}

// The header X-Priority is for clients that cannot add the field; nothing when it has been answered that it is wrong.
template <class Request>
std::optional<Request> with_priority(http::Exchange& exchange, Request request) {
  const auto header = exchange.request().headers.find("X-Priority");
  if (!header) return request;
  const auto priority = ollama::parse_priority(*header);
  if (!priority) {
    reply(exchange, priority.error());
    return std::nullopt;
  }
  request.priority = *priority;
  return request;
}

template <class Chunk, class Run>
void answer(http::Exchange& exchange, bool stream, const Run& run) {
  LineStream lines(exchange);
  Chunk whole;
  bool one_object = !stream;
  const auto on_chunk = [&](const Chunk& chunk) {
    one_object = one_object || is_whole(chunk);
    if (!one_object) return lines.write(ollama::to_json(chunk));
    collect(whole, chunk);
    return true;
  };
  OnQueued on_queued;
  if (stream) on_queued = [&](const QueuePlace& place) { lines.tell(place); };
  const Answered answered = run(on_chunk, on_queued);
  if (!answered)
    lines.fail(answered.error());
  else if (one_object)
    reply(exchange, ollama::to_json(whole));
}

}  // namespace

void api_chat(App& app, http::Exchange& exchange) {
  auto parsed = read_request(exchange, ollama::parse_chat_request);
  if (!parsed) return;
  const auto request = with_priority(exchange, *std::move(parsed));
  if (!request) return;
  answer<ollama::ChatChunk>(exchange, request->stream,
                            [&](const OnChunk<ollama::ChatChunk>& on_chunk, const OnQueued& on_queued) {
                              const Answering answering(app.store, app.models, Answering::Files::kRefused, on_queued);
                              return answering.chat(*request, on_chunk, exchange.stop_token());
                            });
}

void api_generate(App& app, http::Exchange& exchange) {
  auto parsed = read_request(exchange, ollama::parse_generate_request);
  if (!parsed) return;
  const auto request = with_priority(exchange, *std::move(parsed));
  if (!request) return;
  answer<ollama::GenerateChunk>(
      exchange, request->stream, [&](const OnChunk<ollama::GenerateChunk>& on_chunk, const OnQueued& on_queued) {
        const Answering answering(app.store, app.models, Answering::Files::kRefused, on_queued);
        return answering.generate(*request, on_chunk, exchange.stop_token());
      });
}

}  // namespace hearth::server
