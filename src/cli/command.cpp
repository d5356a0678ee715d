#include "cli/command.h"

#include "base/text.h"

namespace hearth::cli {

#define COMMAND(name, usage, purpose) Status run_##name(Arguments arguments);
#include "cli/commands.def"
#undef COMMAND

namespace {

constexpr Command kCommands[] = {
#define COMMAND(name, arguments, purpose) {#name, arguments, purpose, run_##name},
#include "cli/commands.def"
#undef COMMAND
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

Result<const Command*> find_command(std::string_view name) {
  std::string known;
  for (const Command& command : kCommands) {
    if (command.name == name) return &command;
    known += concat(known.empty() ? "" : ", ", command.name);
  }
  return fail(ErrorCode::kInvalidArgument, concat("unknown command '", name, "'; there are: ", known));
}

}  // namespace hearth::cli
