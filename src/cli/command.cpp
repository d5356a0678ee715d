#include "cli/command.h"

#include "base/text.h"

namespace hearth::cli {

#define ALIAS(name, command)
#define COMMAND(name, usage, purpose) Status run_##name(Arguments arguments);
#include "cli/commands.def"
#undef COMMAND

namespace {

constexpr Command kCommands[] = {
#define COMMAND(name, arguments, purpose) {#name, arguments, purpose, run_##name},
#include "cli/commands.def"
#undef COMMAND
#undef ALIAS
};

struct Alias {
  std::string_view name, command;
};
constexpr Alias kAliases[] = {
#define COMMAND(name, arguments, purpose)
#define ALIAS(name, command) {#name, #command},
#include "cli/commands.def"
#undef ALIAS
#undef COMMAND
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

std::vector<std::string_view> aliases(const Command& command) {
  std::vector<std::string_view> names;
  for (const Alias& alias : kAliases) {
    if (alias.command == command.name) names.push_back(alias.name);
  }
  return names;
}

Result<const Command*> find_command(std::string_view name) {
  for (const Alias& alias : kAliases) {
    if (alias.name == name) return find_command(alias.command);
  }
  std::string known;
  for (const Command& command : kCommands) {
    if (command.name == name) return &command;
    known += concat(known.empty() ? "" : ", ", command.name);
  }
  return fail(ErrorCode::kInvalidArgument, concat("unknown command '", name, "'; there are: ", known));
}

}  // namespace hearth::cli
