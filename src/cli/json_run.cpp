#include "cli/json_run.h"

#include <algorithm>
#include <utility>

#include "api/ollama/generate.h"
#include "cli/repl/load_model.h"
#include "cli/repl/stop_on_interrupt.h"

namespace hearth::cli {
namespace {

ollama::GenerateRequest request_of(const RunOptions& options, const std::string& prompt, int32_t n_logprobs) {
  ollama::GenerateRequest request;
  request.model = options.model;
  request.keep_alive = options.keep_alive;
  request.options = options.options;
  request.format = options.format;
  request.think = options.think;
  request.prompt = prompt;
  request.raw = options.raw;
  request.logprobs = n_logprobs >= 0;
  request.top_logprobs = std::max(n_logprobs, 0);
  return request;
}

// The whole of an answer from its pieces.
void add(ollama::GenerateChunk& whole, ollama::GenerateChunk chunk) {
  std::string response = whole.response + chunk.response, thinking = whole.thinking + chunk.thinking;
  std::vector<ollama::Logprob> logprobs = std::move(whole.logprobs);
  std::ranges::move(chunk.logprobs, std::back_inserter(logprobs));
  whole = std::move(chunk);
  whole.response = std::move(response);
  whole.thinking = std::move(thinking);
  whole.logprobs = std::move(logprobs);
}

// Prompt and answer follow each other in `context`.
Json answer_json(const ollama::GenerateChunk& answer) {
  Json json = ollama::to_json(answer);
  Json prompt = Json::array(), tokens = Json::array();
  const auto n_prompt = static_cast<size_t>(answer.metrics.prompt_eval_count);
  for (size_t i = 0; i < answer.context.size(); ++i) (i < n_prompt ? prompt : tokens).push_back(answer.context[i]);
  if (answer.context.empty()) return json;
  json.set("prompt_tokens", std::move(prompt));
  json.set("tokens", std::move(tokens));
  return json;
}

}  // namespace

Status run_json(Backend& backend, Screen& screen, const RunOptions& options, const std::string& prompt,
                int32_t n_logprobs) {
  TRY(find_model(backend, options.model));
  const StopOnInterrupt interrupt;
  ollama::GenerateChunk whole;
  const auto on_chunk = [&](const ollama::GenerateChunk& chunk) {
    add(whole, chunk);
    return Flow::kGoOn;
  };
  TRY(backend.generate(request_of(options, prompt, n_logprobs), on_chunk, interrupt.token()));
  TRY(screen.print(answer_json(whole).dump() + '\n'));
  return {};
}

}  // namespace hearth::cli
