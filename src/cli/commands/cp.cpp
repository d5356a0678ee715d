// hearth cp: a second name for a model.
#include "base/text.h"
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/output.h"

namespace hearth::cli {

Status run_cp(Arguments arguments) {
  std::string source, destination;
  CommandLine line("cp");
  line.argument("SOURCE", source, "the model");
  line.argument("DESTINATION", destination, "its second name");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  const auto backend = TRY(open_backend());
  TRY(backend->copy(source, destination));
  TRY(write_out(concat("copied '", source, "' to '", destination, "'\n")));
  return {};
}

}  // namespace hearth::cli
