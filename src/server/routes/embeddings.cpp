// /api/embed and its predecessor /api/embeddings: texts to vectors.
#include "api/ollama/embed.h"
#include "server/embedding.h"
#include "server/replies.h"
#include "server/routes.h"

namespace hearth::server {

void api_embed(App& app, http::Exchange& exchange) {
  const auto request = read_request(exchange, ollama::parse_embed_request);
  if (!request) return;
  const auto response = Embedding(app.store, app.models).embed(*request, exchange.stop_token());
  if (response)
    reply(exchange, ollama::to_json(*response));
  else
    reply(exchange, response.error());
}

void api_embeddings(App& app, http::Exchange& exchange) {
  const auto request = read_request(exchange, ollama::parse_embeddings_request);
  if (!request) return;
  const auto response = Embedding(app.store, app.models).embeddings(*request, exchange.stop_token());
  if (response)
    reply(exchange, ollama::to_json(*response));
  else
    reply(exchange, response.error());
}

}  // namespace hearth::server
