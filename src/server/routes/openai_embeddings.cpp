// POST /v1/embeddings.
#include <utility>
#include <vector>

#include "api/openai/embeddings.h"
#include "server/embedding.h"
#include "server/openai_replies.h"
#include "server/routes.h"
#include "server/vocabulary.h"

namespace hearth::server {
namespace {

using openai::EmbeddingsRequest;

// What is sent as tokens of the model is embedded as the text that they are.
Result<std::string> decode(const App& app, const std::string& model, const std::vector<int32_t>& tokens) {
  const ModelSource source = TRY(open_source(app.store, model));
  const Vocabulary vocabulary = TRY(open_vocabulary(source));
  TRY(check_tokens(*vocabulary.tokenizer, tokens, "input"));
  return vocabulary.tokenizer->decode(tokens, tokenizer::SpecialTokens::kParse);
}

Result<std::vector<std::string>> texts_of(const App& app, const EmbeddingsRequest& request) {
  std::vector<std::string> texts;
  for (const openai::TextOrTokens& entry : request.input) {
    const auto* text = std::get_if<std::string>(&entry);
    texts.push_back(text != nullptr ? *text : TRY(decode(app, request.model, std::get<std::vector<int32_t>>(entry))));
  }
  return texts;
}

api::Failure failure_of(const ollama::Failure& failure) {
  const bool absent = failure.status == 404;
  return {.status = failure.status,
          .message = failure.message,
          .field = absent ? "model" : "",
          .code = absent ? "model_not_found" : ""};
}

}  // namespace

void openai_embeddings(App& app, http::Exchange& exchange) {
  const auto request = read_body(exchange, openai::parse_embeddings_request, openai::to_json);
  if (!request) return;
  auto texts = texts_of(app, *request);
  if (!texts) return answer_failure(exchange, api::failure(texts.error(), "input"), openai::to_json);
  ollama::EmbedRequest wanted;
  wanted.model = request->model;
  wanted.input = *std::move(texts);
  wanted.truncate = request->truncate;
  wanted.dimensions = request->dimensions;
  wanted.warnings = request->warnings;
  auto found = Embedding(app.store, app.models).embed(wanted, exchange.stop_token());
  if (!found) return answer_failure(exchange, failure_of(found.error()), openai::to_json);
  answer_json(exchange, openai::to_json(openai::EmbeddingsReply{.model = request->model,
                                                                .embeddings = std::move(found->embeddings),
                                                                .encoding = request->encoding,
                                                                .prompt_tokens = found->prompt_eval_count,
                                                                .warnings = std::move(found->warnings)}));
}

}  // namespace hearth::server
