// Numbers as Ollama prints them for people.
#pragma once

#include <cstdint>
#include <string>

namespace hearth {

// A count of parameters: "1.2B", "134.52M", "7B", "320K", "12".
std::string count_text(uint64_t count);

// A size in decimal units: "512 B", "1 KB", "2.2 GB"; from 10 of a unit on without decimals, cut: "13 GB".
std::string size_text(uint64_t bytes);

// A measurement to three digits: "39.9", "0.5", "1.2e+03".
std::string three_digits(double value);

}  // namespace hearth
