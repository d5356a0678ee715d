// hearth version: which Hearth this is.
#include "cli/version.h"

#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"

namespace hearth::cli {

Status run_version(Arguments arguments) {
  CommandLine line("version");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  TRY(write_out(concat("hearth version is ", kVersion, '\n')));
  return {};
}

}  // namespace hearth::cli
