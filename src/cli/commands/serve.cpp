// hearth serve: the server that other programs, and the other commands, talk to.
#include "server/serve.h"
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/server_options.h"

namespace hearth::cli {

Status run_serve(Arguments arguments) {
  ServeFlags flags;
  CommandLine line("serve");
  line.option("--host", "ADDRESS", flags.host, "where to listen, as OLLAMA_HOST has it (127.0.0.1:11434)");
  line.option("--tls-cert", "FILE", flags.tls_certificate, "speak TLS with this certificate, in PEM");
  line.option("--tls-key", "FILE", flags.tls_key, "and this key");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  const server::ServeOptions options = TRY(serve_options(flags));
  const store::Store store = TRY(open_store());
  return server::serve(store, options);
}

}  // namespace hearth::cli
