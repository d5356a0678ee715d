// DELETE /api/delete: a name, and what only it used, goes away. The reply is empty.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

struct DeleteRequest {
  std::string model{};
  bool operator==(const DeleteRequest&) const = default;
};

Result<DeleteRequest> parse_delete_request(const Json& json);
Json to_json(const DeleteRequest& request);

}  // namespace hearth::ollama
