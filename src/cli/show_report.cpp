#include "cli/show_report.h"

#include <algorithm>
#include <sstream>

#include "base/number_text.h"
#include "base/text.h"
#include "cli/table.h"
#include "cli/terminal_text.h"

namespace hearth::cli {
namespace {

using Rows = std::vector<Row>;

// A value on one line; of an array the first elements.
std::string text_of(const Json& value) {
  constexpr size_t kShown = 3;
  if (const std::string* text = value.if_string()) return *text;
  const Json::Array* array = value.if_array();
  if (array == nullptr) return value.dump();
  std::string text;
  for (size_t i = 0; i < std::min(array->size(), kShown); ++i) text += concat(i == 0 ? "" : ", ", text_of((*array)[i]));
  if (array->size() > kShown) text += concat(", ...+", array->size() - kShown, " more");
  return concat('[', text, ']');
}

void add_text(Rows& rows, std::string_view label, const std::string& text) {
  if (!text.empty()) rows.push_back({std::string(label), text});
}

// The member `key` of metadata as a row, when it is there.
void add_member(Rows& rows, std::string_view label, const Json& metadata, std::string_view key) {
  if (const Json* value = metadata.find(key); value != nullptr && !value->is_null())
    add_text(rows, label, text_of(*value));
}

void add_count(Rows& rows, std::string_view label, const Json& metadata, std::string_view key,
               const std::string& otherwise) {
  const Json* value = metadata.find(key);
  const int64_t* count = value == nullptr ? nullptr : value->if_int64();
  const bool known = count != nullptr && *count > 0;
  add_text(rows, label, known ? count_text(static_cast<uint64_t>(*count)) : otherwise);
}

std::string architecture_of(const Json& metadata, const std::string& otherwise) {
  const Json* value = metadata.find("general.architecture");
  return value != nullptr && value->if_string() != nullptr ? *value->if_string() : otherwise;
}

Rows model_rows(const ollama::ShowResponse& info) {
  const std::string architecture = architecture_of(info.model_info, info.details.family);
  Rows rows;
  add_text(rows, "architecture", architecture);
  add_count(rows, "parameters", info.model_info, "general.parameter_count", info.details.parameter_size);
  add_member(rows, "context length", info.model_info, architecture + ".context_length");
  add_member(rows, "embedding length", info.model_info, architecture + ".embedding_length");
  add_text(rows, "quantization", info.details.quantization_level);
  add_text(rows, "requires", info.requires_version);
  return rows;
}

Rows projector_rows(const Json& metadata) {
  Rows rows;
  if (metadata.if_object() == nullptr) return rows;
  const std::string architecture = architecture_of(metadata, "");
  add_text(rows, "architecture", architecture);
  add_count(rows, "parameters", metadata, "general.parameter_count", "");
  add_member(rows, "embedding length", metadata, architecture + ".vision.embedding_length");
  add_member(rows, "dimensions", metadata, architecture + ".vision.projection_dim");
  return rows;
}

// "name   value" per line: a name and the rest.
Rows parameter_rows(const std::string& parameters) {
  Rows rows;
  std::istringstream lines(parameters);
  for (std::string line; std::getline(lines, line);) {
    const size_t space = line.find(' ');
    const size_t value = line.find_first_not_of(' ', space);
    if (value != std::string::npos) rows.push_back({line.substr(0, space), line.substr(value)});
  }
  return rows;
}

Rows metadata_rows(const Json& metadata) {
  Rows rows;
  if (metadata.if_object() == nullptr) return rows;
  for (const Json::Member& member : *metadata.if_object()) rows.push_back({member.key, text_of(member.value)});
  std::ranges::sort(rows);
  return rows;
}

Rows tensor_rows(const std::vector<ollama::TensorEntry>& tensors) {
  Rows rows;
  for (const ollama::TensorEntry& tensor : tensors) {
    std::string shape;
    for (const uint64_t dim : tensor.shape) shape += concat(shape.empty() ? "" : " ", dim);
    rows.push_back({tensor.name, tensor.type, concat('[', shape, ']')});
  }
  return rows;
}

// The first two lines that are not empty.
Rows first_lines(const std::string& text) {
  constexpr size_t kShown = 2;
  Rows rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    rows.push_back({rows.size() < kShown ? line : "..."});
    if (rows.size() > kShown) break;
  }
  return rows;
}

// A heading and rows of cells in columns; a blank line behind.
std::string block(std::string_view heading, Rows rows) {
  if (rows.empty()) return {};
  for (Row& row : rows) {
    for (std::string& cell : row) cell = terminal_text(cell);
  }
  return concat("  ", heading, '\n', columns_text(rows, "    "), '\n');
}

}  // namespace

std::string show_report(const ollama::ShowResponse& info, Detail detail) {
  Rows capabilities;
  for (const std::string& capability : info.capabilities) capabilities.push_back({capability});
  std::string report = block("Model", model_rows(info)) + block("Capabilities", std::move(capabilities)) +
                       block("Projector", projector_rows(info.projector_info)) +
                       block("Parameters", parameter_rows(info.parameters));
  if (detail == Detail::kComplete)
    report += block("Metadata", metadata_rows(info.model_info)) + block("Tensors", tensor_rows(info.tensors));
  return report + block("System", first_lines(info.system)) + block("License", first_lines(info.license));
}

}  // namespace hearth::cli
