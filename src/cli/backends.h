// Which backend a command works with: a server when one is there, else this process.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "cli/backend.h"
#include "runtime/engine.h"
#include "store/store.h"

namespace hearth::cli {

// The store of the setting `models`, made when it is not there.
Result<store::Store> open_store();

// The server where OLLAMA_HOST says, by default on this machine; null when none is at the default place. When the user
// has named a place where none answers, that is an error, because the models are meant that are there.
Result<std::unique_ptr<Backend>> find_server();

// The same for a command that needs a loaded model: where none answers on this machine, one is started in the
// background, and standard error told so. Null when there is none and the setting auto_start forbids it.
Result<std::unique_ptr<Backend>> find_or_start_server();

// This process with its own engine, which loads models with `load`.
Result<std::unique_ptr<Backend>> open_local_backend(const runtime::LoadOptions& load);

// The server, if there is one, else this process, loading as the environment says.
Result<std::unique_ptr<Backend>> open_backend();
// The same for a command about `model`: what is a file is used in this process, where it lies.
Result<std::unique_ptr<Backend>> open_backend_of(const std::string& model);

}  // namespace hearth::cli
