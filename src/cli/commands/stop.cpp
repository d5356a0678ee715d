// hearth stop: takes a model out of memory.
#include "base/text.h"
#include "cli/backends.h"
#include "cli/command_line.h"

namespace hearth::cli {

Status run_stop(Arguments arguments) {
  std::string model;
  CommandLine line("stop");
  line.argument("MODEL", model, "the model");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  const auto backend = TRY(open_backend());
  const Status stopped = backend->stop(model);
  if (!stopped && stopped.error().code == ErrorCode::kNotFound) {
    return fail(ErrorCode::kNotFound, concat("couldn't find model \"", model, "\" to stop"));
  }
  return stopped;
}

}  // namespace hearth::cli
