// GET /openapi.json.
#include "server/event_stream.h"
#include "server/openapi.h"
#include "server/routes.h"

namespace hearth::server {

void openapi(App& app, http::Exchange& exchange) { answer_json(exchange, openapi_json(app.version)); }

}  // namespace hearth::server
