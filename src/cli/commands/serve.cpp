// hearth serve: the server that other programs, and the other commands, talk to.
#include "server/serve.h"

#include "cli/command_line.h"
#include "cli/server_options.h"
#include "cli/user_settings.h"

namespace hearth::cli {

Status run_serve(Arguments arguments) {
  TlsFlags tls;
  CommandLine line("serve");
  line.option("--tls-cert", "FILE", tls.certificate, "speak TLS with this certificate, in PEM");
  line.option("--tls-key", "FILE", tls.key, "and this key");
  const SettingFlags flags(line);
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  const Settings settings = TRY(Settings::load(flags.given()));
  const server::ServeOptions options = TRY(serve_options(settings, tls));
  say_warnings(settings);
  const store::Store store = TRY(store::Store::open(settings.models.value));
  return server::serve(store, options);
}

}  // namespace hearth::cli
