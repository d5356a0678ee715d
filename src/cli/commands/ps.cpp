// hearth ps: the models in memory.
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/model_tables.h"
#include "cli/output.h"

namespace hearth::cli {

Status run_ps(Arguments arguments) {
  std::vector<std::string> prefixes;
  CommandLine line("ps");
  line.arguments("PREFIX", prefixes, "only models whose names begin so");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  if (prefixes.size() > 1) return fail(ErrorCode::kInvalidArgument, "ps takes one PREFIX at most");
  const auto backend = TRY(open_backend());
  std::vector<ollama::RunningModel> models = TRY(backend->ps());
  if (!prefixes.empty()) {
    std::erase_if(models, [&](const ollama::RunningModel& model) { return !model.name.starts_with(prefixes.front()); });
  }
  const WallTime now = std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  TRY(write_out(ps_text(models, now)));
  return {};
}

}  // namespace hearth::cli
