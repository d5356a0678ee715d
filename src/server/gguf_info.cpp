#include "server/gguf_info.h"

#include <string>

#include "gguf/model_facts.h"

namespace hearth::server {
namespace {

Json array_json(const gguf::Array& array) {
  Json list = Json::array();
  if (array.element() == gguf::ValueType::kString) {
    array.for_each_string([&](std::string_view text) { list.push_back(text); });
  } else if (array.element() != gguf::ValueType::kArray) {
    for (uint64_t i = 0; i < array.count(); ++i) {
      list.push_back(array.is_integer() ? Json(array.integer(i)) : Json(array.number(i)));
    }
  }
  return list;
}

Json value_json(const gguf::Value& value, Arrays arrays) {
  if (const auto* array = value.array()) return arrays == Arrays::kWhole ? array_json(*array) : Json();
  if (const auto text = value.string()) return *text;
  if (const auto boolean = value.boolean()) return *boolean;
  if (const auto integer = value.integer()) return *integer;
  if (const auto number = value.number()) return *number;
  return {};
}

}  // namespace

Json metadata_json(const gguf::File& file, Arrays arrays) {
  Json object = Json::object();
  for (const auto& [key, value] : file.metadata()) {
    if (key == "general.name" || key == "tokenizer.chat_template") continue;
    object.set(key, value_json(value, arrays));
  }
  object.set("general.parameter_count", gguf::parameter_count(file));
  return object;
}

std::vector<ollama::TensorEntry> tensor_entries(const gguf::File& file) {
  std::vector<ollama::TensorEntry> entries;
  for (const gguf::TensorInfo& tensor : file.tensors()) {
    entries.push_back({std::string(tensor.name), std::string(tensor.format->name), tensor.dims});
  }
  return entries;
}

}  // namespace hearth::server
