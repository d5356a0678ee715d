// pull_model, push_model: a model from a registry and to it, with the progress on standard error.
#pragma once

#include "api/ollama/transfer.h"
#include "base/result.h"
#include "cli/backend.h"

namespace hearth::cli {

// Ctrl-C ends it with an error that says how to go on.
Status pull_model(Backend& backend, const ollama::TransferRequest& request);
// The same to a registry.
Status push_model(Backend& backend, const ollama::TransferRequest& request);
// Pulls the model that `hearth run` names when it is not here.
Status ensure_model(Backend& backend, const ollama::TransferRequest& request);

}  // namespace hearth::cli
