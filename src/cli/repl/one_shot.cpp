#include "cli/repl/one_shot.h"

#include <algorithm>

#include "api/members.h"
#include "base/text.h"
#include "cli/message_line.h"
#include "cli/metrics_text.h"
#include "cli/repl/answer_view.h"
#include "cli/repl/load_model.h"
#include "cli/repl/stop_on_interrupt.h"

namespace hearth::cli {
namespace {

using ollama::Think;

bool has(const ollama::ShowResponse& info, std::string_view capability) {
  return std::ranges::find(info.capabilities, capability) != info.capabilities.end();
}

void fill_in(ollama::ModelRequest& request, const RunOptions& options) {
  request.model = options.model;
  request.keep_alive = options.keep_alive;
  request.options = options.options;
}

void warn(Screen& screen, const api::Warnings& warnings) {
  for (const std::string& line : warnings.lines()) screen.remark(concat("warning: ", message_line(line), '\n'));
}

Status embed(Backend& backend, Screen& screen, const RunOptions& options, const std::string& text) {
  if (text.empty()) {
    return fail(ErrorCode::kInvalidArgument, concat("embedding models require input text. Usage: hearth run ",
                                                    options.model, " \"your text here\""));
  }
  const StopOnInterrupt interrupt;
  ollama::EmbedRequest request;
  fill_in(request, options);
  request.input = {text};
  request.truncate = options.truncate;
  request.dimensions = options.dimensions;
  const ollama::EmbedResponse response = TRY(backend.embed(request, interrupt.token()));
  if (interrupt.stopped()) return {};
  if (response.embeddings.size() != 1)
    return fail(ErrorCode::kCorrupt, concat("got ", response.embeddings.size(), " embeddings, expected 1"));
  warn(screen, response.warnings);
  TRY(screen.print(api::to_json(response.embeddings.front()).dump() + '\n'));
  return {};
}

Status load(Backend& backend, Screen& screen, const RunOptions& options) {
  const StopOnInterrupt interrupt;
  Spinner spinner(screen.spinner());
  ollama::ModelRequest request;
  fill_in(request, options);
  return backend.load(request, [](const ollama::Progress&) { return Flow::kGoOn; }, interrupt.token());
}

Status answer(Backend& backend, Screen& screen, const RunOptions& options, const ollama::GenerateRequest& request) {
  const StopOnInterrupt interrupt;
  Spinner spinner(screen.spinner());
  AnswerView view(screen, options.style);
  ollama::GenerateChunk last;
  Status written;
  const auto on_chunk = [&](const ollama::GenerateChunk& chunk) {
    spinner.stop();
    if (interrupt.stopped()) return Flow::kStop;
    if (chunk.done) last = chunk;
    const Result<Written> shown = view.add(chunk.thinking, chunk.response);
    if (!shown) written = std::unexpected(shown.error());
    return shown && *shown == Written::kAll ? Flow::kGoOn : Flow::kStop;
  };
  TRY(backend.generate(request, on_chunk, interrupt.token()));
  spinner.stop();
  TRY(std::move(written));
  TRY(view.finish());
  TRY(screen.print("\n\n"));
  warn(screen, last.warnings);
  if (options.verbose) screen.remark(metrics_text(last.metrics));
  return {};
}

}  // namespace

Status run_prompt(Backend& backend, Screen& screen, const RunOptions& options, const std::string& prompt) {
  const ollama::ShowResponse info = TRY(find_model(backend, options.model));
  if (has(info, "embedding") && !has(info, "completion")) return embed(backend, screen, options, prompt);
  if (prompt.empty()) return load(backend, screen, options);
  ollama::GenerateRequest request;
  fill_in(request, options);
  request.format = options.format;
  request.think = options.think == Think::kUnset && has(info, "thinking") ? Think::kOn : options.think;
  request.prompt = prompt;
  request.raw = options.raw;
  return answer(backend, screen, options, request);
}

}  // namespace hearth::cli
