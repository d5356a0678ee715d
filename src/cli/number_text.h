// Numbers as Ollama prints them for people.
#pragma once

#include <cstdint>
#include <string>

namespace hearth::cli {

// A count of parameters: "1.2B", "134.52M", "7B", "320K", "12".
std::string count_text(uint64_t count);

}  // namespace hearth::cli
