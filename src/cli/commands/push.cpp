// hearth push: a model to a registry.
#include "base/text.h"
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/pull_model.h"

namespace hearth::cli {

Status run_push(Arguments arguments) {
  ollama::TransferRequest request;
  CommandLine line("push");
  line.argument("MODEL", request.model, "[HOST/]NAMESPACE/NAME[:TAG], a model that is here");
  line.flag("--insecure", request.insecure, "allow plain HTTP and certificates that nobody vouches for");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  const auto backend = TRY(open_backend());
  return push_model(*backend, request);
}

}  // namespace hearth::cli
