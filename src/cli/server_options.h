// What the settings and flags of `hearth serve` say about the server.
#pragma once

#include <string>

#include "base/result.h"
#include "server/serve.h"

namespace hearth::cli {

struct ServeFlags {
  std::string host, tls_certificate, tls_key;  // empty: not given
};

// Warnings of the settings go to standard error.
Result<server::ServeOptions> serve_options(const ServeFlags& flags);

}  // namespace hearth::cli
