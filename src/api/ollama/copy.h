// POST /api/copy: a second name for a model. The reply is empty, and so has no place for warnings.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

struct CopyRequest {
  std::string source{};
  std::string destination{};
  bool operator==(const CopyRequest&) const = default;
};

Result<CopyRequest> parse_copy_request(const Json& json);
Json to_json(const CopyRequest& request);

}  // namespace hearth::ollama
