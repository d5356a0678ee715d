// What says that a server is here.
#include "api/ollama/version.h"
#include "server/replies.h"
#include "server/routes.h"

namespace hearth::server {
// Clients look for exactly this text to know that they found a server.
void root(App&, http::Exchange& exchange) { exchange.respond(http::text_response(200, "Ollama is running")); }

void api_version(App& app, http::Exchange& exchange) {
  reply(exchange, ollama::to_json(ollama::VersionResponse{app.version}));
}

}  // namespace hearth::server
