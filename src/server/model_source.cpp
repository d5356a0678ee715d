#include "server/model_source.h"

#include <filesystem>
#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "store/parameters.h"

namespace hearth::server {
namespace {

using store::LayerKind;

constexpr uint64_t kMaxTextBytes = uint64_t{4} << 20;  // of a template, a system message, parameters, messages

// The text of the first layer of that kind; nothing when there is none.
Result<std::optional<std::string>> read_layer(const store::Store& store, const store::Manifest& manifest,
                                              LayerKind kind) {
  const store::Layer* layer = manifest.find(kind);
  if (layer == nullptr) return std::nullopt;
  return TRY(store.blobs().read(layer->digest, kMaxTextBytes));
}

Result<std::vector<ollama::Message>> read_messages(const std::string& blob) {
  const Json json = TRY(Json::parse(blob));
  const Json::Array* list = json.if_array();
  if (list == nullptr) return fail(ErrorCode::kCorrupt, "the messages layer is no JSON array");
  std::vector<ollama::Message> messages;
  for (const Json& item : *list) {
    const Json *role = item.find("role"), *content = item.find("content");
    if (role == nullptr || role->if_string() == nullptr || content == nullptr || content->if_string() == nullptr) {
      return fail(ErrorCode::kCorrupt, "the messages layer has a message without role or content");
    }
    messages.push_back({.role = *role->if_string(), .content = *content->if_string()});
  }
  return messages;
}

// Layers of other programs may say anything, so a wrong value is a warning and no error.
api::Options read_parameters(const Json& object, api::Warnings& warnings) {
  auto options = api::parse_options(object, warnings);
  if (options) return *std::move(options);
  warnings.add(concat("the model's parameters are ignored: ", options.error().message));
  return {};
}

Status read_layers(const store::Store& store, const store::Manifest& manifest, ModelSource& source) {
  source.template_text = TRY(read_layer(store, manifest, LayerKind::kTemplate));
  if (!source.template_text) source.template_text = TRY(read_layer(store, manifest, LayerKind::kPrompt));
  if (auto system = TRY(read_layer(store, manifest, LayerKind::kSystem))) source.system = *std::move(system);
  if (const auto parameters = TRY(read_layer(store, manifest, LayerKind::kParams))) {
    const Json object = TRY(store::parse_parameters(*parameters));
    source.parameters = read_parameters(object, source.warnings);
  }
  if (const auto messages = TRY(read_layer(store, manifest, LayerKind::kMessages))) {
    source.messages = TRY(read_messages(*messages));
  }
  if (const store::Layer* adapter = manifest.find(LayerKind::kAdapter)) {
    source.adapter_path = store.blobs().path(adapter->digest);
    source.warnings.add("the model's adapter is not applied: adapters are not supported yet");
  }
  if (manifest.find(LayerKind::kProjector) != nullptr) {
    source.warnings.add("the model's projector is not used: images are not supported yet");
  }
  return {};
}

}  // namespace

Result<ModelSource> open_source(const store::Store& store, std::string_view name) {
  const store::ModelName parsed = TRY(store::ModelName::parse(name));
  auto open = std::make_shared<store::OpenModel>(TRY(store.open_model(parsed)));
  const store::Manifest& manifest = open->model.manifest;
  const store::Layer* weights = manifest.find(LayerKind::kModel);
  ModelSource source{.name = open->model.name.display()};
  if (weights == nullptr) {
    return fail(ErrorCode::kUnsupported, concat("model '", source.name, "' has no weights in GGUF format"));
  }
  source.weights = {.path = store.blobs().path(weights->digest), .name = source.name, .pin = open};
  const Status read = read_layers(store, manifest, source);
  if (!read) return within(concat("model '", source.name, "'"), read.error());
  return source;
}

ModelSource file_source(const std::string& path) {
  return {.name = path, .weights = {.path = path, .name = std::filesystem::path(path).filename().string()}};
}

bool is_model_file(std::string_view name) {
  if (name.ends_with(".gguf")) return true;
  std::error_code error;
  return name.contains('/') && std::filesystem::is_regular_file(std::filesystem::path(name), error);
}

}  // namespace hearth::server
