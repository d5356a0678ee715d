// GET /api/version.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

struct VersionResponse {
  std::string version{};  // "0.1.0"
  bool operator==(const VersionResponse&) const = default;
};

Json to_json(const VersionResponse& response);
Result<VersionResponse> parse_version_response(const Json& json);

}  // namespace hearth::ollama
