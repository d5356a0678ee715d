// The handlers of routes.def, and the router made of them.
#pragma once

#include "http/router.h"
#include "server/app.h"

namespace hearth::server {

#define ROUTE(method, path, handler, body, max_body_bytes) void handler(App& app, http::Exchange& exchange);
#include "server/routes.def"
#undef ROUTE

// `app` outlives the router.
http::Router make_router(App& app);

}  // namespace hearth::server
