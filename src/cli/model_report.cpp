#include "cli/model_report.h"

#include <algorithm>

#include "base/text.h"
#include "base/number_text.h"
#include "cli/table.h"
#include "gguf/model_facts.h"
#include "gguf/printable.h"

namespace hearth::cli {
namespace {

using Rows = std::vector<Row>;

std::string formats_text(const gguf::File& file) {
  std::string text;
  for (const auto& [name, count] : gguf::weights_by_format(file))
    text += concat(text.empty() ? "" : ", ", name, ' ', count_text(count));
  return text;
}

Rows model_rows(const gguf::File& file) {
  const std::string architecture(file.find_string("general.architecture").value_or("unknown"));
  Rows rows = {{"architecture", gguf::printable(architecture)},
               {"parameters", count_text(gguf::parameter_count(file))}};
  const auto add_number = [&](std::string_view label, std::string_view key) {
    if (const auto number = file.find_integer(concat(architecture, '.', key))) {
      rows.push_back({std::string(label), concat(*number)});
    }
  };
  add_number("context length", "context_length");
  add_number("embedding length", "embedding_length");
  rows.push_back({"quantization", gguf::file_type_name(file)});
  rows.push_back({"weight formats", formats_text(file)});
  if (const gguf::Array* tokens = file.find_array("tokenizer.ggml.tokens")) {
    rows.push_back({"vocabulary", concat(tokens->count())});
  }
  return rows;
}

// The first two lines that are not empty, as Ollama does it.
Rows license_rows(std::string_view license) {
  Rows rows;
  while (!license.empty()) {
    const size_t end = std::min(license.find('\n'), license.size());
    const std::string line = gguf::printable(license.substr(0, end));
    license.remove_prefix(std::min(end + 1, license.size()));
    if (line.find_first_not_of(" ?") == std::string::npos) continue;
    if (rows.size() == 2) {
      rows.push_back({"..."});
      break;
    }
    rows.push_back({line});
  }
  return rows;
}

Rows metadata_rows(const gguf::File& file) {
  Rows rows;
  for (const auto& [key, value] : file.metadata()) rows.push_back({gguf::printable(key), value_text(value)});
  std::ranges::sort(rows);
  return rows;
}

Rows tensor_rows(const gguf::File& file) {
  Rows rows;
  for (const gguf::TensorInfo& tensor : file.tensors()) {
    std::string shape;
    for (const uint64_t dim : tensor.dims) shape += concat(shape.empty() ? "" : " ", dim);
    rows.push_back({gguf::printable(tensor.name), std::string(tensor.format->name), concat('[', shape, ']')});
  }
  return rows;
}

std::string array_text(const gguf::Array& array) {
  constexpr uint64_t kShown = 3;
  std::vector<std::string> items;
  if (array.element() == gguf::ValueType::kString) {
    array.for_each_string([&](std::string_view item) {
      if (items.size() < kShown) items.push_back(gguf::printable(item));
    });
  } else if (array.is_integer()) {
    for (uint64_t i = 0; i < std::min(array.count(), kShown); ++i) items.push_back(concat(array.integer(i)));
  } else if (array.is_number()) {
    for (uint64_t i = 0; i < std::min(array.count(), kShown); ++i) items.push_back(concat(array.number(i)));
  }
  std::string text = "[";
  for (const std::string& item : items) text += concat(text.size() > 1 ? ", " : "", item);
  const uint64_t more = array.count() - items.size();
  if (more > 0) text += concat(items.empty() ? "" : ", ", "...+", more, " more");
  return text + "]";
}

}  // namespace

std::string model_report(const gguf::File& file, Detail detail) {
  std::string report = block_text("Model", model_rows(file)) + block_text("Capabilities", {{"completion"}});
  if (detail == Detail::kComplete) {
    report += block_text("Metadata", metadata_rows(file)) + block_text("Tensors", tensor_rows(file));
  }
  if (const auto license = file.find_string("general.license")) {
    report += block_text("License", license_rows(*license));
  }
  return report;
}

std::string block_text(std::string_view heading, const Rows& rows) {
  return concat("  ", heading, '\n', columns_text(rows, "    "), '\n');
}

std::string value_text(const gguf::Value& value) {
  if (const gguf::Array* array = value.array()) return array_text(*array);
  if (const auto text = value.string()) return gguf::printable(*text);
  if (const auto boolean = value.boolean()) return *boolean ? "true" : "false";
  if (const auto integer = value.integer()) return concat(*integer);
  if (const uint64_t* large = std::get_if<uint64_t>(&value.data)) return concat(*large);
  const double number = value.number().value_or(0);
  return value.type == gguf::ValueType::kF32 ? concat(static_cast<float>(number)) : concat(number);
}

}  // namespace hearth::cli
