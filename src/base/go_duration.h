// Durations as Go writes them, which is how Ollama's users give keep-alive times: "300ms", "-1.5h", "2h45m".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hearth {

// Nanoseconds. kInvalidArgument with Go's words: time: missing unit in duration "5".
Result<int64_t> parse_go_duration(std::string_view text);

// "1m2.5s", "12.345678ms", "0s".
std::string go_duration_text(int64_t ns);

}  // namespace hearth
