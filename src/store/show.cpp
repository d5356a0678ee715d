#include "store/show.h"

#include <algorithm>
#include <utility>

#include "api/fields.h"
#include "base/text.h"
#include "gguf/file.h"
#include "store/modelfile_env.h"
#include "store/parameters.h"
#include "store/template_names.h"
#include "template/go/template.h"

namespace hearth::store {
namespace {

constexpr uint64_t kMaxTextBytes = uint64_t{16} << 20;
constexpr size_t kMaxMessages = 100'000;

// The list of messages that a blob holds, as the API writes them.
Result<std::vector<ollama::Message>> parse_messages(std::string_view blob) {
  struct Holder {
    std::vector<ollama::Message> messages;
  } holder;
  auto list = Json::parse(blob, {.max_bytes = kMaxTextBytes, .max_depth = 32});
  if (!list) return within("messages of the model", {ErrorCode::kCorrupt, list.error().message});
  const Json object = Json::object({{"messages", *std::move(list)}});
  api::Fields fields(object, "Messages");
  fields.read_list("messages", "api.Message", holder.messages, kMaxMessages, ollama::read_message);
  if (const Status read = fields.finish(nullptr); !read) {
    return within("messages of the model", {ErrorCode::kCorrupt, read.error().message});
  }
  return holder.messages;
}

class PartsReader {
 public:
  PartsReader(const Store& store, OpenModel model)
      : blobs_(store.blobs()), parts_{.stored = std::move(model.model), .pins = std::move(model.pins)} {}

  Result<ModelParts> read() {
    const std::string config = TRY(text(parts_.stored.manifest.config));
    parts_.config = TRY(ModelConfig::parse(config));
    for (const Layer& layer : parts_.stored.manifest.layers) TRY(read(layer));
    TRY(look_into_model());
    return std::move(parts_);
  }

 private:
  Result<std::string> text(const Layer& layer) const { return blobs_.read(layer.digest, kMaxTextBytes); }
  std::string path(const Layer& layer) const { return blobs_.path(layer.digest); }

  Status read(const Layer& layer) {
    const auto kind = layer_kind(layer.media_type);
    if (!kind) return {};  // of a program that knows more; it has no say here
    switch (*kind) {
      case LayerKind::kModel:
        if (parts_.model_path.empty()) parts_.model_path = path(layer);
        return {};
      case LayerKind::kAdapter:
        parts_.adapter_path = path(layer);
        return {};
      case LayerKind::kDraft:
        parts_.draft_path = path(layer);
        return {};
      case LayerKind::kProjector:
        parts_.projector_paths.push_back(path(layer));
        return {};
      default:
        return read_text(*kind, layer);
    }
  }

  Status read_text(LayerKind kind, const Layer& layer) {
    switch (kind) {
      case LayerKind::kTemplate:
      case LayerKind::kPrompt:
        parts_.template_text = TRY(text(layer));
        return {};
      case LayerKind::kSystem:
        parts_.system = TRY(text(layer));
        return {};
      case LayerKind::kLicense:
        parts_.licenses.push_back(TRY(text(layer)));
        return {};
      default:
        return read_object(kind, layer);
    }
  }

  Status read_object(LayerKind kind, const Layer& layer) {
    if (kind != LayerKind::kParams && kind != LayerKind::kMessages && kind != LayerKind::kEnv) return {};
    const std::string blob = TRY(text(layer));
    if (kind == LayerKind::kParams) parts_.parameters = TRY(parse_parameters(blob));
    if (kind == LayerKind::kMessages) parts_.messages = TRY(parse_messages(blob));
    if (kind == LayerKind::kEnv) parts_.load_settings = TRY(parse_load_settings(blob));
    return {};
  }

  // What only the file knows: its chat template, and what it can do.
  Status look_into_model() {
    add_capabilities_of_config();
    if (parts_.model_path.empty()) return {};
    const gguf::File file = TRY(gguf::File::open(parts_.model_path));
    parts_.chat_template = file.find_string("tokenizer.chat_template").value_or("");
    const std::string family(file.find_string("general.architecture").value_or(""));
    const bool embeds = file.find(concat(family, ".pooling_type")) != nullptr;
    add_capability(embeds ? "embedding" : "completion");
    const bool sees = !parts_.projector_paths.empty() || file.find(concat(family, ".vision.block_count")) != nullptr;
    if (sees) add_capability("vision");
    add_capabilities_of_templates();
    return {};
  }

  void add_capability(std::string_view name) {
    if (std::ranges::find(parts_.capabilities, name) == parts_.capabilities.end()) {
      parts_.capabilities.emplace_back(name);
    }
  }

  // Models that run elsewhere, or consist of single tensors, say it themselves.
  void add_capabilities_of_config() {
    for (const std::string& name : parts_.config.capabilities) add_capability(name);
  }

  // A model may have both kinds of template; that which can do more is used.
  void add_capabilities_of_templates() {
    const auto go = go_template::Template::parse(parts_.template_text);
    const std::string& jinja = parts_.chat_template;
    const auto mentions = [&](std::string_view name) { return go && go->mentions(name); };
    if (mentions("tools") || jinja.contains("tools") || jinja.contains("tool_call")) add_capability("tools");
    if (mentions("suffix")) add_capability("insert");
    const bool go_thinks = go && !go->thinking_tags().opening.empty();
    if (go_thinks || !recognise_template(jinja).thinking.open.empty()) add_capability("thinking");
  }

  const BlobStore& blobs_;
  ModelParts parts_;
};

}  // namespace

Result<ModelParts> open_parts(const Store& store, const ModelName& name) {
  auto parts = PartsReader(store, TRY(store.open_model(name))).read();
  if (!parts) return within(name.display(), std::move(parts.error()));
  return parts;
}

Modelfile modelfile_of(const ModelParts& parts) {
  Modelfile file;
  const auto add = [&](Instruction instruction, const std::string& value) {
    if (!value.empty()) file.statements.push_back({instruction, {}, value});
  };
  add(Instruction::kFrom, parts.model_path.empty() ? parts.stored.name.display() : parts.model_path);
  add(Instruction::kAdapter, parts.adapter_path);
  add(Instruction::kDraft, parts.draft_path);
  for (const std::string& path : parts.projector_paths) add(Instruction::kFrom, path);
  add(Instruction::kTemplate, parts.template_text);
  add(Instruction::kSystem, parts.system);
  add(Instruction::kRenderer, parts.config.renderer);
  add(Instruction::kParser, parts.config.parser);
  std::ranges::move(parameter_statements(parts.parameters), std::back_inserter(file.statements));
  for (const Json::Member& setting : *parts.load_settings.if_object()) {
    file.statements.push_back({Instruction::kEnv, setting.key, *setting.value.if_string()});
  }
  for (const std::string& license : parts.licenses) add(Instruction::kLicense, license);
  for (const ollama::Message& message : parts.messages) {
    file.statements.push_back({Instruction::kMessage, message.role, message.content});
  }
  return file;
}

std::string modelfile_text(const ModelParts& parts) {
  return concat(
      "# Modelfile generated by \"ollama show\"\n# To build a new Modelfile based on this, replace FROM with:\n# FROM ",
      parts.stored.name.display(), "\n\n", modelfile_of(parts).print());
}

ollama::Details details_of(const ModelParts& parts) {
  const ModelConfig& config = parts.config;
  ollama::Details details;
  const Layer* weights = parts.stored.manifest.find(LayerKind::kModel);
  if (weights != nullptr) details.parent_model = weights->from;
  details.format = config.model_format;
  details.family = config.model_family;
  details.families = config.model_families;
  details.parameter_size = config.model_type;
  details.quantization_level = config.file_type;
  details.context_length = config.context_length;
  details.embedding_length = config.embedding_length;
  return details;
}

}  // namespace hearth::store
