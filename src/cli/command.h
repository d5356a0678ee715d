// Command: one row of commands.def.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hearth::cli {

using Arguments = std::span<const std::string>;  // what follows the command's name

struct Command {
  std::string_view name;
  std::string_view arguments;  // "FILE [PROMPT...]"
  std::string_view purpose;
  Status (*run)(Arguments arguments);
};

// In the order of help.
std::span<const Command> commands();
// The other names of a command.
std::vector<std::string_view> aliases(const Command& command);
// By its name or another one. kInvalidArgument naming the commands when there is none of that name.
Result<const Command*> find_command(std::string_view name);

}  // namespace hearth::cli
