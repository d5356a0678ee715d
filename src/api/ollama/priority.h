// Priority: Hearth's own field of a request: whether somebody is waiting for the answer, or it is work that can wait.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace hearth::ollama {

enum class Priority : uint8_t { kInteractive, kBatch };

// "interactive" or "batch"; kInvalidArgument for anything else.
Result<Priority> parse_priority(std::string_view text);

}  // namespace hearth::ollama
