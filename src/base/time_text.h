// Times as JSON carries them: RFC 3339 with a fraction of a second.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hearth {

using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;

enum class TimeZone {
  kUtc,    // ends in Z
  kLocal,  // ends in the machine's offset: +02:00
};

// Nine digits of a second: 2026-08-21T10:00:00.100000000Z.
std::string time_text(WallTime time, TimeZone zone = TimeZone::kUtc);

// Any RFC 3339 time with up to nine digits of a second. Years that WallTime does not reach (1678 to 2262) become its
// first or last one.
Result<WallTime> parse_time(std::string_view text);

}  // namespace hearth
