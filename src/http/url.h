// Url: an absolute address of HTTP, taken apart once and checked, and what a redirect makes of it.
//
// Nothing but http and https is a Url, and none names a user: credentials are never part of an address.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/address.h"

namespace hearth::http {

struct Url {
  std::string text{};  // the whole, in its normal form
  Address::Security security = Address::Security::kTls;
  std::string host{};  // lower case, without brackets
  uint16_t port = 443;

  // "https://example.com:443": what credentials belong to.
  std::string origin() const;
  // "example.com", "example.com:8080": the port when it is not the scheme's own.
  std::string host_text() const;
};

// kInvalidArgument for what is no address of HTTP.
Result<Url> parse_url(std::string_view text);
// What `location`, absolute or not, means in an answer from `base`.
Result<Url> resolve_url(const Url& base, std::string_view location);

}  // namespace hearth::http
