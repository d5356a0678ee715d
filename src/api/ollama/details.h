// Details: what a model is, in a few words: its family, size and format, in tags, ps and show.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/fields.h"
#include "base/json.h"

namespace hearth::ollama {

struct Details {
  std::string parent_model{};
  std::string format{};  // "gguf"
  std::string family{};
  std::vector<std::string> families{};
  std::string parameter_size{};      // "1.2B"
  std::string quantization_level{};  // "Q8_0"
  int64_t context_length = 0;        // 0: not said
  int64_t embedding_length = 0;      // 0: not said
  bool operator==(const Details&) const = default;
};

Json to_json(const Details& details);
void read_details(api::Fields& fields, Details& into);

}  // namespace hearth::ollama
