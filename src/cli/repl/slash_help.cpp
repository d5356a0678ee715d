// /? and /help: the lists that make the commands, settings and keys, as text.
#include <vector>

#include "base/text.h"
#include "cli/repl/slash_commands.h"
#include "cli/table.h"

namespace hearth::cli {
namespace {

struct KeyRow {
  std::string_view keys;
  std::string_view purpose;
};

constexpr KeyRow kKeys[] = {
#define KEY(sequence, action, keys, purpose) {keys, purpose},
#include "cli/repl/keys.def"
#undef KEY
};

std::string commands_help() {
  std::vector<Row> rows;
  for (const SlashRow& row : slash_commands()) {
    const std::string alias = row.alias.empty() ? "" : concat(", /", row.alias);
    const std::string arguments = row.arguments.empty() ? "" : concat(' ', row.arguments);
    rows.push_back({concat('/', row.name, alias, arguments), std::string(row.purpose)});
  }
  return concat("Available Commands:\n", columns_text(rows, "  ", LastColumn::kBare),
                "\nUse \"\"\" to begin a message of several lines, and again to end it.\n\n");
}

std::string rows_help(std::string_view command, std::span<const SlashRow> list) {
  std::vector<Row> rows;
  for (const SlashRow& row : list) {
    const std::string arguments = row.arguments.empty() ? "" : concat(' ', row.arguments);
    rows.push_back({concat(command, ' ', row.name, arguments), std::string(row.purpose)});
  }
  return concat("Available Commands:\n", columns_text(rows, "  ", LastColumn::kBare), '\n');
}

std::string keys_help() {
  std::vector<Row> rows;
  for (const KeyRow& row : kKeys) {
    if (!row.keys.empty()) rows.push_back({std::string(row.keys), std::string(row.purpose)});
  }
  return concat("Available keyboard shortcuts:\n", columns_text(rows, "  ", LastColumn::kBare), '\n');
}

}  // namespace

Status slash_help(Repl& repl, const SlashLine& line) {
  const std::string about = line.word(1);
  if (about.empty()) return repl.print(commands_help());
  if (about == "set" || about == "/set") return repl.print(rows_help("/set", settings()));
  if (about == "show" || about == "/show") return repl.print(rows_help("/show", show_parts()));
  if (about == "shortcut" || about == "shortcuts") return repl.print(keys_help());
  return unknown_command(repl, concat(line.word(0), ' ', about));
}

}  // namespace hearth::cli
