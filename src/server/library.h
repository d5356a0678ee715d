// Library: what the store and the memory hold, as the endpoints that list and describe show it.
#pragma once

#include <string>
#include <vector>

#include "api/ollama/ps.h"
#include "api/ollama/show.h"
#include "api/ollama/tags.h"
#include "base/result.h"
#include "server/model_manager.h"
#include "store/store.h"

namespace hearth::server {

// Every model of the store, newest first; what cannot be read is left out.
Result<std::vector<ollama::ModelEntry>> list_models(const store::Store& store);

// Everything there is to know about one model. kInvalidArgument for what is no name, kNotFound, kCorrupt.
Result<ollama::ShowResponse> show_model(const store::Store& store, const ollama::ShowRequest& request);

// The same of a GGUF file that is in no store.
Result<ollama::ShowResponse> show_file(const std::string& path, const ollama::ShowRequest& request);

// The models in memory, latest expiry first.
std::vector<ollama::RunningModel> running_models(const store::Store& store, const ModelManager& models);

}  // namespace hearth::server
