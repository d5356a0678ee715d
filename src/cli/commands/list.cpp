// hearth list: the models that are here.
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/model_tables.h"
#include "cli/output.h"
#include "store/model_name.h"

namespace hearth::cli {
namespace {

bool begins_with(std::string_view name, std::string_view prefix) {
  return name.size() >= prefix.size() && store::equal_without_case(name.substr(0, prefix.size()), prefix);
}

}  // namespace

Status run_list(Arguments arguments) {
  std::vector<std::string> prefixes;
  CommandLine line("list");
  line.arguments("PREFIX", prefixes, "only models whose names begin so");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  if (prefixes.size() > 1) return fail(ErrorCode::kInvalidArgument, "list takes one PREFIX at most");
  const auto backend = TRY(open_backend());
  std::vector<ollama::ModelEntry> models = TRY(backend->list());
  if (!prefixes.empty()) {
    std::erase_if(models, [&](const ollama::ModelEntry& model) { return !begins_with(model.name, prefixes.front()); });
  }
  const WallTime now = std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  TRY(write_out(list_text(models, now)));
  return {};
}

}  // namespace hearth::cli
