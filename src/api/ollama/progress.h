// Progress: one line of what create, pull and push report while they work. The last one says "success".
#pragma once

#include <cstdint>
#include <string>

#include "api/warnings.h"
#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

struct Progress {
  std::string status{};
  std::string digest{};   // of the layer that is on its way
  int64_t total = 0;      // bytes
  int64_t completed = 0;  // bytes
  api::Warnings warnings{};
  bool operator==(const Progress&) const = default;
};

Json to_json(const Progress& progress);
// An error that came in the place of a line is this function's error.
Result<Progress> parse_progress(const Json& json);

}  // namespace hearth::ollama
