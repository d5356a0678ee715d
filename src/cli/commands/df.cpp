// hearth df: what takes how much of the disk.
#include "base/number_text.h"
#include "base/text.h"
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/table.h"
#include "store/usage.h"

namespace hearth::cli {
namespace {

std::string models_text(const store::Usage& usage) {
  std::vector<Row> rows = {{"NAME", "SIZE", "SHARED"}};
  for (const store::ModelUsage& model : usage.models) {
    rows.push_back({model.name.display(), size_text(model.size_bytes), size_text(model.shared_bytes)});
  }
  return columns_text(rows);
}

std::string totals_text(const store::Usage& usage) {
  const auto row = [](std::string_view what, const store::Usage::Files& files, std::string_view means) {
    return Row{std::string(what), concat(files.n), size_text(files.n_bytes), std::string(means)};
  };
  return columns_text({{"FILES", "NUMBER", "SIZE", "MEANING"},
                       row("used", usage.used, "parts of models; what several share counts once"),
                       row("unused", usage.unused, "no model has them; 'hearth prune' removes them"),
                       row("unfinished", usage.unfinished, "downloads that can go on"),
                       {"all", "", size_text(usage.total_bytes()), ""}},
                      "", LastColumn::kBare);
}

}  // namespace

Status run_df(Arguments arguments) {
  CommandLine line("df");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  const store::Store store = TRY(open_store());
  const store::Usage usage = TRY(store::usage_of(store));
  TRY(write_out(concat(models_text(usage), "\n", totals_text(usage))));
  return {};
}

}  // namespace hearth::cli
