// ModelSource: all that is needed to answer with a model: where its weights lie, and what its layers say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/ollama/message.h"
#include "api/options.h"
#include "base/result.h"
#include "server/model_manager.h"
#include "store/store.h"

namespace hearth::server {

struct ModelSource {
  std::string name{};  // as it is displayed: with its tag
  ModelToLoad weights{};
  std::string go_template{};  // empty: the weights' own, in Jinja
  std::string system{};
  api::Options parameters{};
  std::vector<ollama::Message> messages{};  // that every conversation begins with
  std::vector<std::string> capabilities{};  // empty: not known
  api::Warnings warnings{};                 // what the layers hold and is not used
};

// The model of that name, its blobs pinned. kInvalidArgument for what is no name, kNotFound, kCorrupt when layers are
// not what they say, kUnsupported for models without GGUF weights.
Result<ModelSource> open_source(const store::Store& store, std::string_view name);

// A GGUF file, used where it lies.
ModelSource file_source(const std::string& path);

// Whether the model makes vectors and nothing else.
bool only_embeds(const ModelSource& source);

// Whether the model is known not to be capable of `what`.
bool lacks(const ModelSource& source, std::string_view what);

// The name with all its parts, as some refusals say it.
std::string full_name(const ModelSource& source);

// Whether what the user typed is a file and no name: it ends in .gguf, or is a path to a file that exists.
bool is_model_file(std::string_view name);

}  // namespace hearth::server
