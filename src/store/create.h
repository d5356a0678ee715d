// create: makes a model of the store from another one or from GGUF files, with texts, parameters and adapters of its
// own.
//
//   CreateRequest request{.name = name, .from = base, .system = "You are terse."};
//   TRY(create(store, request, [](const ollama::Progress& progress) { ... }));
//
// Everything is checked before the manifest is written, which happens last and at once: a create that fails or is
// killed leaves the model that had the name, and at most blobs that the next collect_garbage takes. Of two creates of
// one name the later manifest holds.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/ollama/message.h"
#include "api/ollama/progress.h"
#include "base/json.h"
#include "base/result.h"
#include "store/create_source.h"
#include "store/model_name.h"
#include "store/store.h"

namespace hearth::store {

struct CreateRequest {
  ModelName name;
  std::optional<ModelName> from{};        // a model of the store
  std::vector<SourceFile> files{};        // a model, beside or instead of `from`, and its projectors
  std::vector<SourceFile> adapters{};     // at most one
  std::vector<SourceFile> draft_files{};  // a smaller model that guesses ahead
  std::string quantize{};                 // "Q4_K_M"; empty: weights stay as they are
  std::string draft_quantize{};
  std::string template_text{};              // empty: that of `from`
  std::string system{};                     // empty: that of `from`
  std::vector<std::string> licenses{};      // added to those of `from`
  Json parameters = Json::object();         // over those of `from`
  std::vector<ollama::Message> messages{};  // empty: those of `from`
  std::string renderer{}, parser{};         // empty: those of `from`
  std::string requires_version{};           // "0.14.0", with or without v; empty: that of `from`
  Json load_settings = Json::object();      // texts, over those of `from` (modelfile_env.h)
};

using OnProgress = std::function<void(const ollama::Progress&)>;

// `on_progress` gets Ollama's lines, the last one "success", in this thread. Errors are in Ollama's words where it has
// some: `neither 'from' or 'files' was specified`, `supplied file was not in GGUF format`. kNotFound when there is no
// model `from`.
Result<PutModel> create(const Store& store, const CreateRequest& request, const OnProgress& on_progress);

// "0.14.0" of "v0.14.0": kInvalidArgument unless it is a semantic version.
Result<std::string> checked_version(std::string_view text);

}  // namespace hearth::store
