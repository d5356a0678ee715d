// /api/tokenize, /api/detokenize and /health: what is Hearth's own.
#include "api/tokens.h"
#include "api/ollama/errors.h"
#include "server/event_stream.h"
#include "server/replies.h"
#include "server/routes.h"
#include "server/vocabulary.h"

namespace hearth::server {
namespace {

// In Ollama's shape, as everything under /api.
Json failure_json(const api::Failure& failure) {
  return ollama::to_json(ollama::Failure{failure.status, failure.message});
}

Result<Vocabulary> open_model(const App& app, const std::string& name) {
  const ModelSource source = TRY(open_source(app.store, name));
  return open_vocabulary(source);
}

}  // namespace

void api_tokenize(App& app, http::Exchange& exchange) {
  const auto request = read_body(exchange, api::parse_tokenize_request, failure_json);
  if (!request) return;
  const auto vocabulary = open_model(app, request->model);
  if (!vocabulary) return reply(exchange, vocabulary.error());
  using namespace tokenizer;
  api::TokenizeReply answer{.warnings = request->warnings};
  answer.tokens = vocabulary->tokenizer->encode(
      request->content, {.special = request->parse_special ? SpecialTokens::kParse : SpecialTokens::kAsText,
                         .bos = request->add_special ? Bos::kAsModelWants : Bos::kNever});
  if (request->with_pieces) {
    for (const int32_t id : answer.tokens) answer.pieces.push_back(vocabulary->tokenizer->piece(id));
  }
  answer_json(exchange, api::to_json(answer));
}

void api_detokenize(App& app, http::Exchange& exchange) {
  const auto request = read_body(exchange, api::parse_detokenize_request, failure_json);
  if (!request) return;
  const auto vocabulary = open_model(app, request->model);
  if (!vocabulary) return reply(exchange, vocabulary.error());
  const tokenizer::Tokenizer& tokenizer = *vocabulary->tokenizer;
  if (const Status known = check_tokens(tokenizer, request->tokens, "tokens"); !known)
    return reply(exchange, known.error());
  const std::string text = tokenizer.decode(request->tokens, tokenizer::SpecialTokens::kParse);
  answer_json(exchange, api::to_json(api::DetokenizeReply{.content = text, .warnings = request->warnings}));
}

// That the server answers is all there is to know.
void health(App&, http::Exchange& exchange) { answer_json(exchange, Json::object({{"status", "ok"}})); }

}  // namespace hearth::server
