// App: what every route of the server works with.
#pragma once

#include <string>

#include "http/http.h"
#include "registry/transfers.h"
#include "server/model_manager.h"
#include "store/store.h"

namespace hearth::server {

struct App {
  const store::Store& store;
  ModelManager& models;
  registry::Transfers& transfers;
  std::string version;
};

// One row of routes.def.
using RouteHandler = void (*)(App& app, http::Exchange& exchange);

}  // namespace hearth::server
