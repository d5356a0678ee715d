// What `hearth show` prints of a model file: Ollama's blocks, from the file's metadata and tensors.
#pragma once

#include <string>
#include <vector>

#include "gguf/file.h"

namespace hearth::cli {

enum class Detail {
  kBrief,     // Model, Capabilities, License
  kComplete,  // with all metadata and tensors
};

std::string model_report(const gguf::File& file, Detail detail);

// A heading and rows of cells in columns, each as wide as its widest cell and four spaces; a blank line behind.
std::string block_text(std::string_view heading, const std::vector<std::vector<std::string>>& rows);

// A metadata value on one line; of an array the first elements.
std::string value_text(const gguf::Value& value);

}  // namespace hearth::cli
