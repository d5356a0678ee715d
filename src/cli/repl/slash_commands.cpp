#include "cli/repl/slash_commands.h"

#include "base/text.h"

namespace hearth::cli {
namespace {

constexpr SlashRow kCommands[] = {
#define SLASH(name, alias, arguments, purpose) {#name, alias, arguments, purpose, slash_##name},
#include "cli/repl/slash_commands.def"
#undef SLASH
};

// As Ollama matches: what follows the name does not matter.
bool begins_with(std::string_view line, std::string_view name) {
  return !name.empty() && line.substr(1).starts_with(name);
}

}  // namespace

std::span<const SlashRow> slash_commands() { return kCommands; }

const SlashRow* find_row(std::span<const SlashRow> rows, std::string_view word) {
  for (const SlashRow& row : rows) {
    if (row.name == word) return &row;
  }
  return nullptr;
}

Status unknown_command(Repl& repl, std::string_view command) {
  return repl.print(concat("Unknown command '", command, "'. Type /? for help\n"));
}

Status run_slash_command(Repl& repl, std::string text) {
  const SlashLine line(std::move(text));
  for (const SlashRow& row : kCommands) {
    if (begins_with(line.text(), row.name) || begins_with(line.text(), row.alias)) return row.run(repl, line);
  }
  return unknown_command(repl, line.word(0));
}

}  // namespace hearth::cli
