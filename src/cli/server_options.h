// What the settings and flags of `hearth serve` say about the server.
#pragma once

#include <string>

#include "base/result.h"
#include "base/settings.h"
#include "server/serve.h"

namespace hearth::cli {

struct TlsFlags {
  std::string certificate, key;  // files; empty: not given
};

// What is odd about the address goes to standard error.
Result<server::ServeOptions> serve_options(const Settings& settings, const TlsFlags& tls);

}  // namespace hearth::cli
