// Times as people say them, in Ollama's words: "2 days ago", "4 minutes from now", "Forever".
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/time_text.h"

namespace hearth::cli {

// "About a minute", "3 weeks": how long, without a direction. `length` is not negative.
std::string length_text(std::chrono::nanoseconds length);

// When `time` is, seen from `now`: "... ago" or "... from now"; more than twenty years ahead "Forever", none "Never".
std::string relative_time(std::optional<WallTime> time, WallTime now);

// How long a model stays in memory: relative_time, or "Stopping..." when that time has passed.
std::string until_text(WallTime expires_at, WallTime now);

}  // namespace hearth::cli
