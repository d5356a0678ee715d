// hearth pull: a model from a registry.
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/pull_model.h"
#include "registry/rate_limit.h"

namespace hearth::cli {

Status run_pull(Arguments arguments) {
  ollama::TransferRequest request;
  std::string rate;
  CommandLine line("pull");
  line.argument("MODEL", request.model, "[HOST/][NAMESPACE/]NAME[:TAG]; hf.co/USER/REPO[:QUANTIZATION] is of the hub");
  line.flag("--insecure", request.insecure, "allow plain HTTP and certificates that nobody vouches for");
  line.option("--limit-rate", "RATE", rate, "at most so many bytes in a second: 500k, 2M");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  if (!rate.empty()) request.limit_rate = static_cast<int64_t>(TRY(registry::parse_rate(rate)));
  const auto backend = TRY(open_backend());
  return pull_model(*backend, request);
}

}  // namespace hearth::cli
