// hearth show: what a model file says about itself.
#include "cli/command_line.h"
#include "cli/model_report.h"
#include "cli/output.h"

namespace hearth::cli {

Status run_show(Arguments arguments) {
  std::string path;
  bool verbose = false;
  CommandLine line("show");
  line.argument("FILE", path, "a GGUF model file");
  line.flag("-v,--verbose", verbose, "all metadata and all tensors too");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  const gguf::File file = TRY(gguf::File::open(path));
  TRY(write_out(model_report(file, verbose ? Detail::kComplete : Detail::kBrief)));
  return {};
}

}  // namespace hearth::cli
