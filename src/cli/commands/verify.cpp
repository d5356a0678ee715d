// hearth verify: reads the whole store and says what in it is not what it should be.
#include <cstdio>

#include "base/number_text.h"
#include "base/text.h"
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/message_line.h"
#include "cli/output.h"
#include "cli/spinner.h"
#include "store/verify.h"

namespace hearth::cli {

Status run_verify(Arguments arguments) {
  CommandLine line("verify");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  const store::Store store = TRY(open_store());
  Spinner spinner(Spinner::on_stderr(), "verifying");
  const auto report = TRY(store::verify_store(store, [&](const Digest& digest, uint64_t size_bytes) {
    spinner.set_label(concat("verifying ", digest.short_hex(), " (", size_text(size_bytes), ")"));
  }));
  spinner.stop();
  for (const store::Problem& problem : report.problems) {
    // Most messages name the path already.
    const bool named = problem.error.message.starts_with(problem.path);
    const std::string text = named ? problem.error.message : concat(problem.path, ": ", problem.error.message);
    TRY(write_out(message_line(text) + "\n"));
  }
  TRY(write_out(concat(report.n_models, " models, ", report.n_blobs, " blobs, ", size_text(report.n_bytes), "\n")));
  if (report.problems.empty()) return {};
  return fail(ErrorCode::kCorrupt,
              concat(report.problems.size(), " problems found; 'hearth pull' of the models that are ",
                     "concerned fetches what is missing, after 'hearth rm' also what is wrong"));
}

}  // namespace hearth::cli
