// hearth rm: removes models, one after the other; the first that cannot be removed ends it.
#include "base/text.h"
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/output.h"

namespace hearth::cli {

Status run_rm(Arguments arguments) {
  std::vector<std::string> models;
  CommandLine line("rm");
  line.arguments("MODEL", models, "the models");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  if (models.empty()) return fail(ErrorCode::kInvalidArgument, "rm needs at least one MODEL");
  const auto backend = TRY(open_backend());
  for (const std::string& model : models) {
    TRY(backend->remove(model));
    TRY(write_out(concat("deleted '", model, "'\n")));
  }
  return {};
}

}  // namespace hearth::cli
