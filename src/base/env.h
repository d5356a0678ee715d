// Every environment variable that Hearth reads, in one table (settings.def): its name, what holds when it is not set,
// and the sentence that help prints. A name outside the table cannot be read.
//
// This is the raw text. What holds in the end, with the configuration file and flags taken in, is Settings
// (settings.h).
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace hearth::env {

struct Variable {
  std::string_view name;
  std::string_view default_value;
  std::string_view help;
};

// Alphabetical.
std::span<const Variable> variables();

// What the user set, without the spaces and quotes around it, as Ollama reads it; nothing when the variable is absent
// or empty. `name` is in the table.
std::optional<std::string_view> find(std::string_view name);
// What the user set, else the table's default. `name` is in the table.
std::string_view value(std::string_view name);

}  // namespace hearth::env
