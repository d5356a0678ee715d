// What a stored model is: everything that `show` tells of it, with a Modelfile from which it can be made again.
#pragma once

#include <string>
#include <vector>

#include "api/ollama/details.h"
#include "api/ollama/message.h"
#include "base/json.h"
#include "base/result.h"
#include "store/model_config.h"
#include "store/modelfile.h"
#include "store/store.h"

namespace hearth::store {

// The parts of a model as they lie in the store.
struct ModelParts {
  StoredModel stored;
  std::vector<BlobPin> pins{};  // while this lives, the paths hold
  ModelConfig config{};

  // Paths of GGUF files; empty where the model has none.
  std::string model_path{}, adapter_path{}, draft_path{};
  std::vector<std::string> projector_paths{};

  std::string template_text{};  // of the TEMPLATE layer, in Go's language; empty when there is none
  std::string chat_template{};  // of the model's file, in Jinja; empty when there is none
  std::string system{};
  std::vector<std::string> licenses{};
  std::vector<ollama::Message> messages{};  // that each chat begins with
  Json parameters = Json::object();
  Json load_settings = Json::object();  // texts (modelfile_env.h)

  std::vector<std::string> capabilities{};  // "completion", "tools", ...
};

// kNotFound when there is no such model; kCorrupt names the part that cannot be read.
Result<ModelParts> open_parts(const Store& store, const ModelName& name);

// The Modelfile that gives this model again, without REQUIRES, as Ollama has it.
Modelfile modelfile_of(const ModelParts& parts);
// The same as text, with Ollama's comment above it.
std::string modelfile_text(const ModelParts& parts);

ollama::Details details_of(const ModelParts& parts);

}  // namespace hearth::store
