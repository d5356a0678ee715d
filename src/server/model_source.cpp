#include "server/model_source.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/text.h"
#include "store/show.h"

namespace hearth::server {
namespace {

// Layers of other programs may say anything, so a wrong value is a warning and no error.
api::Options read_parameters(const Json& object, api::Warnings& warnings) {
  auto options = api::parse_options(object, warnings);
  if (options) return *std::move(options);
  warnings.add(concat("the model's parameters are ignored: ", options.error().message));
  return {};
}

}  // namespace

Result<ModelSource> open_source(const store::Store& store, std::string_view name) {
  const store::ModelName parsed = TRY(store::ModelName::parse(name));
  const auto parts = std::make_shared<store::ModelParts>(TRY(store::open_parts(store, parsed)));
  ModelSource source{.name = parts->stored.name.display()};
  if (parts->model_path.empty()) {
    return fail(ErrorCode::kUnsupported, concat("model '", source.name, "' has no weights in GGUF format"));
  }
  source.weights = {.path = parts->model_path, .name = source.name, .pin = parts};
  source.go_template = parts->template_text;
  source.system = parts->system;
  source.parameters = read_parameters(parts->parameters, source.warnings);
  source.messages = parts->messages;
  source.capabilities = parts->capabilities;
  if (!parts->adapter_path.empty()) {
    source.warnings.add("the model's adapter is not applied: adapters are not supported yet");
  }
  if (!parts->projector_paths.empty()) {
    source.warnings.add("the model's projector is not used: images are not supported yet");
  }
  return source;
}

ModelSource file_source(const std::string& path) {
  return {.name = path, .weights = {.path = path, .name = std::filesystem::path(path).filename().string()}};
}

bool only_embeds(const ModelSource& source) {
  const auto can = [&](std::string_view what) {
    return std::ranges::find(source.capabilities, what) != source.capabilities.end();
  };
  return can("embedding") && !can("completion");
}

bool lacks(const ModelSource& source, std::string_view what) {
  return !source.capabilities.empty() && std::ranges::find(source.capabilities, what) == source.capabilities.end();
}

std::string full_name(const ModelSource& source) {
  const auto name = store::ModelName::parse(source.name);
  return name ? name->full() : source.name;
}

bool is_model_file(std::string_view name) {
  if (name.ends_with(".gguf")) return true;
  std::error_code error;
  return name.contains('/') && std::filesystem::is_regular_file(std::filesystem::path(name), error);
}

}  // namespace hearth::server
