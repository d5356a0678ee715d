// Think: whether a model thinks before it answers, and how hard.
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

enum class Think { kUnset, kOff, kOn, kLow, kMedium, kHigh, kMax };

// A boolean, a level or null. kInvalidArgument in Ollama's words.
Result<Think> parse_think(const Json& json);
// "true", "false" or a level, as the command line gives it.
Result<Think> parse_think_text(std::string_view text);

// "low", "medium", "high" or "max"; "" for the others.
std::string_view level(Think think);
// null for kUnset.
Json to_json(Think think);

}  // namespace hearth::ollama
