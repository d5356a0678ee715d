// Transfers: models between the store and the world, for the server and the command line.
#pragma once

#include <string>

#include "api/ollama/transfer.h"
#include "base/result.h"
#include "base/settings.h"
#include "http/fetch.h"
#include "registry/pull.h"
#include "registry/reference.h"
#include "registry/shared_downloads.h"
#include "store/store.h"

namespace hearth::registry {

struct TransferOptions {
  http::FetcherOptions fetcher{};
  Hosts hosts{};
  SessionOptions session{};
  std::string hub_token{};
};

// What the user has set. `version` is Hearth's, which registries are told.
TransferOptions transfer_options(const Settings& settings, std::string_view version);

// Whether a pull of that name can be tried.
bool is_pullable(std::string_view name);

// Any thread, several calls at a time.
class Transfers {
 public:
  // `store` outlives it.
  Transfers(const store::Store& store, TransferOptions options);

  // Errors are in Ollama's words where it has some; kInvalidArgument "invalid model name" for what is none.
  Status pull(const ollama::TransferRequest& request, const OnProgress& on_progress, const std::stop_token& stop);
  Status push(const ollama::TransferRequest& request, const OnProgress& on_progress, const std::stop_token& stop);

 private:
  Result<Reference> resolve(const ollama::TransferRequest& request) const;
  SessionOptions session_options(const Reference& reference) const;

  const store::Store& store_;
  const TransferOptions options_;
  const http::Fetcher fetcher_;
  SharedDownloads downloads_;
};

}  // namespace hearth::registry
