#include "http/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "http/headers.h"

namespace hearth::http {
namespace {

constexpr uint16_t kDefaultPort = 11434;

std::string_view trim_quotes(std::string_view text) {
  constexpr std::string_view kAround = " \t\r\n\"'";
  const size_t first = text.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kAround) - first + 1);
}

bool is_ipv6(const std::string& host) {
  in6_addr address{};
  // A zone ("fe80::1%eth0") is part of the host and not of the address.
  return inet_pton(AF_INET6, host.substr(0, host.find('%')).c_str(), &address) == 1;
}

std::string_view without_brackets(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) return host.substr(1, host.size() - 2);
  return host;
}

// What no host name, IP address or path of a URL has.
bool is_foreign(char c) { return c <= ' ' || c > '~' || std::string_view("\"'@<>\\^`{|}").contains(c); }

std::optional<uint16_t> parse_port(std::string_view text) {
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

// The colon between host and port: the only one, or the one after a bracket.
size_t find_port_colon(std::string_view host_port) {
  const size_t colon = host_port.rfind(':');
  if (colon == std::string_view::npos || host_port.ends_with(']')) return std::string_view::npos;
  const bool is_only = host_port.find(':') == colon;
  const bool after_bracket = host_port.starts_with('[') && colon > 0 && host_port[colon - 1] == ']';
  return is_only || after_bracket ? colon : std::string_view::npos;
}

void take_host_and_port(std::string_view host_port, Address& address) {
  const size_t colon = find_port_colon(host_port);
  if (colon == std::string_view::npos) {
    if (!host_port.empty()) address.host = without_brackets(host_port);
    return;
  }
  address.host = without_brackets(host_port.substr(0, colon));
  const std::string_view port = host_port.substr(colon + 1);
  if (const auto number = parse_port(port)) {
    address.port = *number;
  } else {
    address.warning = concat("port \"", port, "\" is not a number from 0 to 65535; using ", address.port);
  }
}

// Takes "scheme://" off the front and sets what follows from it.
Status take_scheme(std::string_view& text, Address& address) {
  constexpr std::string_view kUnix = "unix:";
  if (equal_ignoring_case(text.substr(0, kUnix.size()), kUnix)) {
    address.kind = Address::Kind::kUnix;
    text.remove_prefix(kUnix.size());
    if (text.starts_with("//")) text.remove_prefix(2);
    return {};
  }
  const size_t end = text.find("://");
  if (end == std::string_view::npos) return {};
  const std::string_view scheme = text.substr(0, end);
  if (equal_ignoring_case(scheme, "http")) {
    address.port = 80;
  } else if (equal_ignoring_case(scheme, "https")) {
    address.port = 443;
    address.security = Address::Security::kTls;
  } else {
    return fail(ErrorCode::kInvalidArgument,
                concat("address \"", text, "\" has the scheme \"", scheme, "\", expected http, https or unix"));
  }
  text.remove_prefix(end + 3);
  return {};
}

std::string bracketed(const std::string& host) { return host.contains(':') ? concat('[', host, ']') : host; }

}  // namespace

Result<Address> parse_address(std::string_view text) {
  text = trim_quotes(text);
  const std::string whole(text);
  Address address;
  address.port = kDefaultPort;
  if (text == "ollama.com") text = "https://ollama.com:443";
  TRY(take_scheme(text, address));
  if (address.kind == Address::Kind::kUnix) {
    if (!text.starts_with('/')) {
      return fail(
          ErrorCode::kInvalidArgument,
          concat("address \"", whole, "\": a Unix socket needs an absolute path, as in unix:///run/hearth.sock"));
    }
    address.socket_path = text;
    return address;
  }
  const size_t slash = text.find('/');
  if (slash != std::string_view::npos) address.base_path = text.substr(slash);
  while (address.base_path.ends_with('/')) address.base_path.pop_back();
  take_host_and_port(text.substr(0, slash), address);
  if (std::ranges::any_of(whole, is_foreign) || address.host.find_first_of("[]") != std::string::npos ||
      (address.host.contains(':') && !is_ipv6(address.host))) {
    return fail(ErrorCode::kInvalidArgument,
                concat("address \"", whole, "\" is neither a host name nor an IP address, with or without a port"));
  }
  return address;
}

std::string Address::text() const {
  if (kind == Kind::kUnix) return "unix://" + socket_path;
  return concat(bracketed(host), ':', port);
}

std::string Address::url() const {
  if (kind == Kind::kUnix) return text();
  return concat(security == Security::kTls ? "https://" : "http://", text(), base_path);
}

bool Address::is_loopback() const {
  if (kind == Kind::kUnix || equal_ignoring_case(host, "localhost")) return true;
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

Address to_connect(Address address) {
  if (address.host.empty() || address.host == "0.0.0.0") address.host = "127.0.0.1";
  if (address.host == "::") address.host = "::1";
  return address;
}

}  // namespace hearth::http
