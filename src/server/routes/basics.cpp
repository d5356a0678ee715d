// What says that a server is here, and what it does not do yet.
#include "api/ollama/version.h"
#include "server/replies.h"
#include "server/routes.h"

namespace hearth::server {
namespace {

void not_here(http::Exchange& exchange, std::string what) {
  reply(exchange, ollama::Failure{501, std::move(what) + " not supported yet"});
}

}  // namespace

// Clients look for exactly this text to know that they found a server.
void root(App&, http::Exchange& exchange) { exchange.respond(http::text_response(200, "Ollama is running")); }

void api_version(App& app, http::Exchange& exchange) {
  reply(exchange, ollama::to_json(ollama::VersionResponse{app.version}));
}

void api_embed(App&, http::Exchange& exchange) { not_here(exchange, "embeddings are"); }
void api_embeddings(App&, http::Exchange& exchange) { not_here(exchange, "embeddings are"); }

}  // namespace hearth::server
