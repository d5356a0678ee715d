// hearth help: all commands, or the page of one.
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"

namespace hearth::cli {
namespace {

std::string overview() {
  CommandLine::Rows rows;
  for (const Command& command : commands()) rows.emplace_back(command.name, command.purpose);
  return concat(
      "Hearth runs large language models on this machine.\n\nUsage:\n  hearth COMMAND [arguments] "
      "[flags]\n\nCommands:\n",
      table_text(rows), environment_text(), "\n'hearth help COMMAND' explains a command.\n");
}

}  // namespace

Status run_help(Arguments arguments) {
  std::vector<std::string> names;
  CommandLine line("help");
  line.arguments("COMMAND", names, "the command to explain");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  if (!names.empty()) {
    const std::string flag[] = {"--help"};
    return TRY(find_command(names.front()))->run(Arguments(flag));
  }
  TRY(write_out(overview()));
  return {};
}

}  // namespace hearth::cli
