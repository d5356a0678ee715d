// send_files: the files that a model is to be made from, on their way to a server, which knows them by their digests.
#pragma once

#include <stop_token>

#include "api/ollama/create.h"
#include "base/result.h"
#include "cli/http_backend.h"
#include "store/create.h"

namespace hearth::cli {

// Sends what the server does not have, and returns the request for the model. `on_progress` gets Ollama's lines. When
// `stop` is requested meanwhile, it fails.
Result<ollama::CreateRequest> send_files(HttpBackend& server, const store::CreateRequest& request,
                                         const Backend::On<ollama::Progress>& on_progress, const std::stop_token& stop);

}  // namespace hearth::cli
