// serve: the server from its start to its orderly end.
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "http/server.h"
#include "registry/transfers.h"
#include "server/model_manager.h"
#include "store/store.h"

namespace hearth::server {

struct ServeOptions {
  http::ServerOptions http{};
  ManagerOptions models{};
  registry::TransferOptions transfers{};
  bool prune = true;               // the store of what nobody uses, at the start
  std::chrono::seconds drain{30};  // how long running answers may take to end after SIGTERM
  std::string version{};
};

// Listens until SIGTERM or SIGINT; then lets running answers finish, refuses new ones, and returns. A second signal
// cuts them. Says on standard error where it listens, and each request when it is over. Blocks these signals in the
// calling thread and those that it starts, so it is called before any others are.
Status serve(const store::Store& store, ServeOptions options);

}  // namespace hearth::server
