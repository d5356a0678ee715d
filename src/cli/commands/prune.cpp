// hearth prune: removes from the store what no model needs.
#include "base/go_duration.h"
#include "base/number_text.h"
#include "base/text.h"
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/message_line.h"
#include "cli/output.h"
#include "store/gc.h"

namespace hearth::cli {
namespace {

using Why = store::GcReport::Why;

std::string_view reason(Why why) {
  switch (why) {
    case Why::kUnusedBlob:
      return "no model has it";
    case Why::kLeftBehind:
      return "left behind by a process that was killed";
    case Why::kOldDownload:
      return "a download that nobody went on with";
  }
  return {};
}

}  // namespace

Status run_prune(Arguments arguments) {
  bool dry_run = false;
  std::string age;
  CommandLine line("prune");
  line.flag("--dry-run", dry_run, "only say what would be removed");
  line.option("--age", "DURATION", age,
              "files of at least that age: 0s, 24h; without it blobs of an hour, broken downloads of a week");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  store::GcOptions options;
  if (dry_run) options.mode = store::GcOptions::Mode::kReportOnly;
  if (!age.empty()) {
    const std::chrono::nanoseconds asked(TRY(parse_go_duration(age)));
    options.blob_age = options.download_age = std::chrono::duration_cast<std::chrono::seconds>(asked);
  }
  const store::Store store = TRY(open_store());
  const store::GcReport report = TRY(store::collect_garbage(store, options));
  for (const auto& item : report.removed) {
    TRY(write_out(concat(item.path, "    ", size_text(item.freed_bytes), "    ", reason(item.why), "\n")));
  }
  for (const store::Problem& problem : report.problems) {
    TRY(write_out(message_line(concat("left alone: ", problem.path, ": ", problem.error.message)) + "\n"));
  }
  TRY(write_out(concat(dry_run ? "would free " : "freed ", size_text(report.freed_bytes()), "\n")));
  return {};
}

}  // namespace hearth::cli
