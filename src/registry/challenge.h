// Challenge: what a registry asks for, from the header WWW-Authenticate (RFC 9110, 11.6.1):
//
//   Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:me/tiny:pull"
//   Basic realm="me"
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hearth::registry {

struct Challenge {
  enum class Scheme { kBearer, kBasic };

  Scheme scheme = Scheme::kBearer;
  std::string realm{};    // where to get a token
  std::string service{};  // the rest is repeated there
  std::string scope{};

  // The first one in the header that can be answered; nothing when there is none.
  static std::optional<Challenge> parse(std::string_view header);

  bool operator==(const Challenge&) const = default;
};

}  // namespace hearth::registry
