// Address: where a server listens or a client connects, and how OLLAMA_HOST spells it.
//
//   ""                     127.0.0.1:11434         "0.0.0.0"          every interface, port 11434
//   "example.com"          example.com:11434       ":8080"            every interface, port 8080
//   "[::1]:8080", "::1"    IPv6                    "http://h"         port 80
//   "https://h/base"       TLS, port 443, and a path before every path of the API
//   "unix:///run/h.sock"   a Unix socket (Hearth's own)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hearth::http {

struct Address {
  enum class Kind { kTcp, kUnix };
  enum class Security { kPlain, kTls };

  Kind kind = Kind::kTcp;
  Security security = Security::kPlain;  // for a client; a server speaks TLS when it has a certificate
  std::string host = "127.0.0.1";        // name or IP address, without brackets; empty is every interface
  uint16_t port = 11434;
  std::string base_path{};    // "" or "/base", for a client
  std::string socket_path{};  // of a Unix socket
  std::string warning{};      // what of the text was not taken as it stands; empty when all was

  // "127.0.0.1:11434", "[::1]:11434", ":11434" or "unix:///run/h.sock"
  std::string text() const;
  // "http://127.0.0.1:11434"; a Unix socket as text()
  std::string url() const;
  // Whether only this machine reaches it.
  bool is_loopback() const;
};

// Reads OLLAMA_HOST. Spaces and quotes around it do not count; an invalid port gives the default one and a warning.
Result<Address> parse_address(std::string_view text);

// The same address as a client connects to it: the loopback address instead of "every interface".
Address to_connect(Address address);

}  // namespace hearth::http
