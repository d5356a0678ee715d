// GET /api/ps: the models that are in memory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/ollama/details.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time_text.h"

namespace hearth::ollama {

struct RunningModel {
  std::string name{};
  std::string model{};   // the same
  int64_t size = 0;      // bytes of memory
  std::string digest{};  // 64 hexadecimal digits: of the manifest
  Details details{};
  WallTime expires_at{};  // far in the future when it stays for good
  int64_t size_vram = 0;  // bytes of these on a GPU
  int64_t context_length = 0;
  // Hearth's own: what goes on in it.
  int64_t n_running = 0, n_waiting = 0;                       // requests
  int64_t n_pages = 0, n_pages_used = 0, n_pages_cached = 0;  // of its KV cache: in all, of requests, kept for others
  bool operator==(const RunningModel&) const = default;
};

struct PsResponse {
  std::vector<RunningModel> models{};
  bool operator==(const PsResponse&) const = default;
};

Json to_json(const PsResponse& response);
Result<PsResponse> parse_ps_response(const Json& json);

}  // namespace hearth::ollama
