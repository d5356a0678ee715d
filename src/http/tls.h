// TLS: what a server shows and what a client trusts. TLS 1.2 at least. OpenSSL's types stay behind TlsContext.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace hearth::http {

class TlsContext;  // a boost::asio::ssl::context

// One end of a connection. A client names the host whose certificate it expects.
struct TlsEnd {
  enum class Role { kServer, kClient };
  std::shared_ptr<TlsContext> context{};
  Role role = Role::kServer;
  std::string host{};
};

// `certificate` and `key` are PEM files that belong together.
Result<std::shared_ptr<TlsContext>> load_server_tls(const std::string& certificate, const std::string& key);
// Trusts the authorities in `ca_file` (PEM), or those of the system when it is empty.
Result<std::shared_ptr<TlsContext>> load_client_tls(const std::string& ca_file);

}  // namespace hearth::http
