// KeepAlive: how long a model stays in memory after its last request.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

struct KeepAlive {
  static constexpr int64_t kForever = std::numeric_limits<int64_t>::max();
  int64_t ns = 0;  // 0: unload at once; never negative
  bool operator==(const KeepAlive&) const = default;
};

// A number of seconds or a Go duration ("5m"); what is negative means forever. kInvalidArgument in Ollama's words.
Result<KeepAlive> parse_keep_alive(const Json& json);
// Of OLLAMA_KEEP_ALIVE and the command line: a Go duration, or a whole number of seconds.
Result<KeepAlive> parse_keep_alive_text(std::string_view text);

Json to_json(const KeepAlive& keep_alive);

}  // namespace hearth::ollama
