// GET /api/tags: the models that are here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/ollama/details.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time_text.h"

namespace hearth::ollama {

struct ModelEntry {
  std::string name{};
  std::string model{};  // the same
  WallTime modified_at{};
  int64_t size = 0;      // bytes of all layers
  std::string digest{};  // 64 hexadecimal digits: of the manifest
  Details details{};
  std::vector<std::string> capabilities{};  // "completion", "tools", ...
  bool operator==(const ModelEntry&) const = default;
};

struct TagsResponse {
  std::vector<ModelEntry> models{};
  bool operator==(const TagsResponse&) const = default;
};

Json to_json(const TagsResponse& response);
Result<TagsResponse> parse_tags_response(const Json& json);

}  // namespace hearth::ollama
