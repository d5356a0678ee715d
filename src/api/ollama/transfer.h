// POST /api/pull and /api/push: a model from a registry, or to it.
#pragma once

#include <cstdint>
#include <string>

#include "api/warnings.h"
#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

struct TransferRequest {
  std::string model{};
  bool insecure = false;  // plain HTTP, or a certificate that nobody vouches for
  bool stream = true;
  int64_t limit_rate = 0;  // bytes in a second, 0 is no limit; Hearth's own
  api::Warnings warnings{};
  bool operator==(const TransferRequest&) const = default;
};

Result<TransferRequest> parse_pull_request(const Json& json);
Result<TransferRequest> parse_push_request(const Json& json);
Json to_json(const TransferRequest& request);

}  // namespace hearth::ollama
