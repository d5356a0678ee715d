// The commands of an interactive session: the lists slash_commands.def, settings.def and show_parts.def as tables.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/repl/repl.h"
#include "cli/repl/slash_line.h"

namespace hearth::cli {

// Does what a line that begins with "/" asks for. What the user did wrong is said on the screen; an error of this
// function ends the session.
Status run_slash_command(Repl& repl, std::string text);

// A row of one of the lists. `run` takes the whole line.
struct SlashRow {
  std::string_view name;       // "set"
  std::string_view alias;      // "" for none
  std::string_view arguments;  // "NAME [VALUE]"
  std::string_view purpose;
  Status (*run)(Repl& repl, const SlashLine& line);
};

// In the order of help.
std::span<const SlashRow> slash_commands();
std::span<const SlashRow> settings();
std::span<const SlashRow> show_parts();

// The row that `word` names; null when there is none.
const SlashRow* find_row(std::span<const SlashRow> rows, std::string_view word);

// Says that there is no such command.
Status unknown_command(Repl& repl, std::string_view command);

#define SLASH(name, alias, arguments, purpose) Status slash_##name(Repl& repl, const SlashLine& line);
#include "cli/repl/slash_commands.def"
#undef SLASH

}  // namespace hearth::cli
