// /api/create without HTTP: a request whose files are blobs of the store, to a model.
#pragma once

#include <functional>

#include "api/ollama/create.h"
#include "api/ollama/progress.h"
#include "base/result.h"
#include "store/store.h"

namespace hearth::server {

// `on_progress` gets Ollama's lines in this thread; the last one says "success" and has the request's warnings. Errors
// are in Ollama's words where it has some.
Status create_model(const store::Store& store, const ollama::CreateRequest& request,
                    const std::function<void(const ollama::Progress&)>& on_progress);

}  // namespace hearth::server
