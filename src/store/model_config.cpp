#include "store/model_config.h"

#include "base/text.h"
#include "store/go_json.h"

namespace hearth::store {
namespace {

std::unexpected<Error> wrong_type(std::string_view key, std::string_view expected) {
  return fail(ErrorCode::kCorrupt, concat(key, " is not ", expected));
}

// The member of that key; null when it is absent or JSON's null, which Go takes for the empty value.
const Json* find_value(const Json& object, std::string_view key) {
  const Json* value = object.find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

Status read(const Json& object, std::string_view key, std::string& into) {
  const Json* value = find_value(object, key);
  if (value == nullptr) return {};
  if (value->if_string() == nullptr) return wrong_type(key, "text");
  into = *value->if_string();
  return {};
}

Status read(const Json& object, std::string_view key, int64_t& into) {
  const Json* value = find_value(object, key);
  if (value == nullptr) return {};
  if (value->if_int64() == nullptr || *value->if_int64() < 0) return wrong_type(key, "a whole number from 0 up");
  into = *value->if_int64();
  return {};
}

Status read(const Json& object, std::string_view key, std::vector<std::string>& into) {
  const Json* value = find_value(object, key);
  if (value == nullptr) return {};
  if (value->if_array() == nullptr) return wrong_type(key, "an array of texts");
  for (const Json& item : *value->if_array()) {
    if (item.if_string() == nullptr) return wrong_type(key, "an array of texts");
    into.push_back(*item.if_string());
  }
  return {};
}

Status read(const Json& object, std::string_view key, std::optional<ModelConfig::Draft>& into) {
  const Json* value = find_value(object, key);
  if (value == nullptr) return {};
  if (value->if_object() == nullptr) return wrong_type(key, "an object");
  into.emplace();
  TRY(read(*value, "model_format", into->model_format));
  TRY(read(*value, "architecture", into->architecture));
  TRY(read(*value, "tensor_prefix", into->tensor_prefix));
  if (const Json* config = find_value(*value, "config")) into->config = *config;
  return {};
}

Result<ModelConfig> read_config(const Json& value) {
  if (value.if_object() == nullptr) return fail(ErrorCode::kCorrupt, "not an object");
  ModelConfig config;
  TRY(read(value, "model_format", config.model_format));
  TRY(read(value, "model_family", config.model_family));
  TRY(read(value, "model_families", config.model_families));
  TRY(read(value, "model_type", config.model_type));
  TRY(read(value, "file_type", config.file_type));
  TRY(read(value, "renderer", config.renderer));
  TRY(read(value, "parser", config.parser));
  TRY(read(value, "requires", config.requires_version));
  TRY(read(value, "remote_host", config.remote_host));
  TRY(read(value, "remote_model", config.remote_model));
  TRY(read(value, "capabilities", config.capabilities));
  TRY(read(value, "context_length", config.context_length));
  TRY(read(value, "embedding_length", config.embedding_length));
  TRY(read(value, "base_name", config.base_name));
  TRY(read(value, "draft", config.draft));
  TRY(read(value, "architecture", config.architecture));
  TRY(read(value, "os", config.os));
  return config;
}

Json texts_json(const std::vector<std::string>& texts) {
  Json out = Json::array();
  for (const std::string& text : texts) out.push_back(text);
  return out;
}

// Members that Go leaves out when they are empty.
void set_unless_empty(Json& object, std::string_view key, const std::string& text) {
  if (!text.empty()) object.set(key, text);
}
void set_unless_empty(Json& object, std::string_view key, const std::vector<std::string>& texts) {
  if (!texts.empty()) object.set(key, texts_json(texts));
}
void set_unless_empty(Json& object, std::string_view key, int64_t number) {
  if (number != 0) object.set(key, number);
}

Json draft_json(const ModelConfig::Draft& draft) {
  Json out = Json::object();
  set_unless_empty(out, "model_format", draft.model_format);
  set_unless_empty(out, "architecture", draft.architecture);
  set_unless_empty(out, "tensor_prefix", draft.tensor_prefix);
  if (!draft.config.is_null()) out.set("config", draft.config);
  return out;
}

}  // namespace

Result<ModelConfig> ModelConfig::parse(std::string_view text) {
  const auto value = Json::parse(text, {.max_bytes = kMaxBytes, .max_depth = 32});
  if (!value) return fail(ErrorCode::kCorrupt, concat("model config: ", value.error().message));
  auto config = read_config(*value);
  if (!config) return within("model config", std::move(config.error()));
  return config;
}

std::string ModelConfig::print() const {
  Json out = Json::object({{"model_format", model_format},
                           {"model_family", model_family},
                           {"model_families", model_families.empty() ? Json() : texts_json(model_families)},
                           {"model_type", model_type},
                           {"file_type", file_type}});
  set_unless_empty(out, "renderer", renderer);
  set_unless_empty(out, "parser", parser);
  set_unless_empty(out, "requires", requires_version);
  set_unless_empty(out, "remote_host", remote_host);
  set_unless_empty(out, "remote_model", remote_model);
  set_unless_empty(out, "capabilities", capabilities);
  set_unless_empty(out, "context_length", context_length);
  set_unless_empty(out, "embedding_length", embedding_length);
  set_unless_empty(out, "base_name", base_name);
  if (draft) out.set("draft", draft_json(*draft));
  out.set("architecture", architecture);
  out.set("os", os);
  return go_json(out);
}

}  // namespace hearth::store
