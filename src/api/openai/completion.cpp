#include "api/openai/completion.h"

#include <limits>
#include <utility>

#include "api/members.h"
#include "api/openai/chat.h"
#include "api/openai/sampling.h"
#include "api/openai/text_or_tokens.h"
#include "base/text.h"
#include "base/utf8.h"

namespace hearth::openai {
namespace {

constexpr size_t kMaxChoices = 128;

void read_counts(api::Reader& body, CompletionRequest& request) {
  // Without it an answer goes on to its end, as Ollama has it; OpenAI stops after 16 tokens.
  const auto limit = body.integer("max_tokens", 0, std::numeric_limits<int32_t>::max());
  if (limit) request.options.num_predict = limit;
  request.n = body.integer("n", 1, kMaxChoices).value_or(1);
  const auto best_of = body.integer("best_of", 1, kMaxChoices);
  if (best_of && *best_of != request.n) body.fail("best_of", "is not supported but with the value of n");
  if (request.prompts.size() * static_cast<size_t>(request.n) > kMaxChoices) {
    body.fail("n", concat("expected at most ", kMaxChoices, " answers, found ", request.prompts.size(),
                          " prompts with ", request.n, " each"));
  }
  request.n_logprobs = body.integer("logprobs", 0, 20).value_or(-1);
  if (request.echo && request.n_logprobs >= 0) {
    body.fail("logprobs", "the prompt's own log-probabilities (with echo) are not supported");
  }
}

// Four lists side by side, as this endpoint has had them since its beginning.
Json logprobs_lists(const CompletionChoice& choice) {
  if (choice.logprobs.empty()) return {};
  Json tokens = Json::array(), chosen = Json::array(), top = Json::array(), offsets = Json::array();
  int64_t offset = choice.text_offset;
  for (const Logprob& entry : choice.logprobs) {
    tokens.push_back(entry.token);
    chosen.push_back(entry.logprob);
    offsets.push_back(offset);
    offset += static_cast<int64_t>(utf8::length(entry.token));
    Json others = Json::object();
    for (const ollama::TokenLogprob& other : entry.top_logprobs) others.set(other.token, other.logprob);
    top.push_back(std::move(others));
  }
  return Json::object({{"tokens", std::move(tokens)},
                       {"token_logprobs", std::move(chosen)},
                       {"top_logprobs", std::move(top)},
                       {"text_offset", std::move(offsets)}});
}

}  // namespace

api::Attempt<CompletionRequest> parse_completion_request(const Json& json) {
  api::ReadReport report;
  api::Reader body(json, "", report);
  CompletionRequest request;
  request.model = body.required_text("model");
  read_texts_or_tokens(body, "prompt", kMaxChoices, request.prompts);
  request.suffix = body.text("suffix").value_or("");
  request.echo = body.flag("echo").value_or(false);
  read_counts(body, request);
  read_sampling(body, request.options);
  read_stream(body, request.stream, request.include_usage);
  ignore_labels(body);
  body.finish();
  if (report.failure) return std::unexpected(*std::move(report.failure));
  request.warnings = std::move(report.warnings);
  return request;
}

Json to_json(const Completion& completion) {
  Json json = head_json(completion, "text_completion");
  Json choices = Json::array();
  for (const CompletionChoice& choice : completion.choices) {
    choices.push_back(Json::object({{"index", choice.index},
                                    {"text", choice.text},
                                    {"logprobs", logprobs_lists(choice)},
                                    {"finish_reason", to_json(choice.finish_reason)}}));
  }
  json.set("choices", std::move(choices));
  if (completion.usage)
    json.set("usage", to_json(*completion.usage));
  else if (completion.usage_asked)
    json.set("usage", nullptr);
  api::add_nonempty(json, "warnings", completion.warnings);
  return json;
}

}  // namespace hearth::openai
