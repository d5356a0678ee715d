#include "http/origin.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace hearth::http {
namespace {

// Pages served from this machine on any port, and the schemes under which desktop applications and browser
// extensions show theirs.
constexpr std::array kOwnHosts = {"localhost", "127.0.0.1", "0.0.0.0"};
constexpr std::array kAppOrigins = {
    "app://*",           "file://*",
    "tauri://*",         "vscode-webview://*",
    "vscode-file://*",   "chrome-extension://*",
    "moz-extension://*", "safari-web-extension://*",
};

constexpr std::string_view kPreflightMethods = "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS";
constexpr std::string_view kPreflightHeaders =
    "Authorization,Content-Type,User-Agent,Accept,X-Requested-With,OpenAI-Beta,x-stainless-arch,x-stainless-async,"
    "x-stainless-custom-poll-interval,x-stainless-helper-method,x-stainless-lang,x-stainless-os,"
    "x-stainless-package-version,x-stainless-poll-helper,x-stainless-retry-count,x-stainless-runtime,"
    "x-stainless-runtime-version,x-stainless-timeout";
constexpr std::string_view kPreflightSeconds = "43200";

bool fits(std::string_view pattern, std::string_view text) {
  const size_t star = pattern.find('*');
  if (star == std::string_view::npos) return equal_ignoring_case(pattern, text);
  const std::string_view before = pattern.substr(0, star);
  const std::string_view after = pattern.substr(star + 1);
  if (text.size() < before.size() + after.size()) return false;
  if (!equal_ignoring_case(text.substr(0, before.size()), before)) return false;
  if (!equal_ignoring_case(text.substr(text.size() - after.size()), after)) return false;
  // A star for the port takes digits only, so that "http://localhost:*" is not "http://localhost:x.evil.example".
  const std::string_view taken = text.substr(before.size(), text.size() - before.size() - after.size());
  return !before.ends_with(':') || std::ranges::all_of(taken, [](char c) { return c >= '0' && c <= '9'; });
}

// The host of "name", "name:80", "[::1]:80" or "::1".
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) {
    const size_t bracket = host.find(']');
    return bracket == std::string_view::npos ? host : host.substr(1, bracket - 1);
  }
  const size_t colon = host.find(':');
  return colon == host.rfind(':') ? host.substr(0, colon) : host;
}

bool is_private_v4(uint32_t ip) {
  return ip == 0 || ip >> 24 == 127 || ip >> 24 == 10 || ip >> 20 == 0xAC1 || ip >> 16 == 0xC0A8;
}

bool is_private_v6(const in6_addr& ip) {
  if (IN6_IS_ADDR_V4MAPPED(&ip)) {
    return is_private_v4(uint32_t{ip.s6_addr[12]} << 24 | uint32_t{ip.s6_addr[13]} << 16 |
                         uint32_t{ip.s6_addr[14]} << 8 | ip.s6_addr[15]);
  }
  return IN6_IS_ADDR_LOOPBACK(&ip) || IN6_IS_ADDR_UNSPECIFIED(&ip) || (ip.s6_addr[0] & 0xFE) == 0xFC;
}

// Nothing when `host` is no IP address.
std::optional<bool> is_private_ip(const std::string& host) {
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return is_private_v4(ntohl(v4.s_addr));
  in6_addr v6{};
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) return is_private_v6(v6);
  return std::nullopt;
}

bool ends_with_domain(std::string_view name, std::string_view domain) {
  return name.size() > domain.size() && equal_ignoring_case(name.substr(name.size() - domain.size()), domain);
}

bool lists(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names, [&](const std::string& known) { return equal_ignoring_case(known, name); });
}

}  // namespace

OriginPolicy::OriginPolicy(std::string_view extra) {
  for (const std::string_view item : split_list(extra)) {
    allow_all_ = allow_all_ || item == "*";
    patterns_.emplace_back(item);
  }
  for (const char* host : kOwnHosts) {
    for (const char* scheme : {"http://", "https://"}) {
      patterns_.push_back(concat(scheme, host));
      patterns_.push_back(concat(scheme, host, ":*"));
    }
  }
  patterns_.insert(patterns_.end(), kAppOrigins.begin(), kAppOrigins.end());
}

bool OriginPolicy::allows(std::string_view origin) const {
  return allow_all_ ||
         std::ranges::any_of(patterns_, [origin](const std::string& pattern) { return fits(pattern, origin); });
}

OriginPolicy::Verdict OriginPolicy::check(const Headers& request) const {
  const auto origin = request.find("Origin");
  if (!origin || origin->empty()) return Verdict::kNoPage;
  const std::string_view host = request.find("Host").value_or("");
  if (*origin == concat("http://", host) || *origin == concat("https://", host)) return Verdict::kNoPage;
  return allows(*origin) ? Verdict::kAllowed : Verdict::kForbidden;
}

void OriginPolicy::allow(std::string_view origin, Headers& answer) const {
  if (allow_all_) return answer.set("Access-Control-Allow-Origin", "*");
  answer.set("Access-Control-Allow-Origin", std::string(origin));
  answer.add("Vary", "Origin");
}

void OriginPolicy::allow_preflight(std::string_view origin, Headers& answer) const {
  allow(origin, answer);
  answer.set("Access-Control-Allow-Methods", std::string(kPreflightMethods));
  answer.set("Access-Control-Allow-Headers", std::string(kPreflightHeaders));
  answer.set("Access-Control-Max-Age", std::string(kPreflightSeconds));
}

HostPolicy::HostPolicy(std::string machine_name, std::vector<std::string> machine_ips, std::vector<std::string> extra)
    : machine_name_(std::move(machine_name)), machine_ips_(std::move(machine_ips)), extra_(std::move(extra)) {}

bool HostPolicy::allows(std::string_view host) const {
  const std::string_view name = without_port(trim(host));
  if (name.empty() || equal_ignoring_case(name, "localhost")) return true;
  if (const auto is_private = is_private_ip(std::string(name))) return *is_private || lists(machine_ips_, name);
  if (!machine_name_.empty() && equal_ignoring_case(name, machine_name_)) return true;
  for (const std::string_view domain : {".localhost", ".local", ".internal"}) {
    if (ends_with_domain(name, domain)) return true;
  }
  return lists(extra_, name);
}

}  // namespace hearth::http
