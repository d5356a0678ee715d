#include "http/proxy.h"

#include <algorithm>
#include <string_view>

#include "base/env.h"
#include "base/text.h"
#include "http/headers.h"

namespace hearth::http {
namespace {

std::string either(std::string_view upper, std::string_view lower) {
  if (const auto value = env::find(upper)) return std::string(*value);
  return std::string(env::find(lower).value_or(""));
}

// "example.com" and ".example.com" are that host and those below it; a port narrows it.
bool is_excepted(const Url& url, std::string_view rule) {
  if (rule == "*") return true;
  const size_t colon = rule.rfind(':');
  if (colon != std::string_view::npos && rule.find(':') == colon) {
    if (rule.substr(colon + 1) != concat(url.port)) return false;
    rule = rule.substr(0, colon);
  }
  if (rule.starts_with("*")) rule.remove_prefix(1);
  if (rule.starts_with(".")) rule.remove_prefix(1);
  if (rule.empty() || url.host.size() < rule.size()) return false;
  const std::string_view host = url.host;
  const std::string_view end = host.substr(host.size() - rule.size());
  return equal_ignoring_case(end, rule) && (end.size() == host.size() || host[host.size() - end.size() - 1] == '.');
}

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace

ProxyRules ProxyRules::of_environment() {
  return {.for_http = either("HTTP_PROXY", "http_proxy"),
          .for_https = either("HTTPS_PROXY", "https_proxy"),
          .exceptions = either("NO_PROXY", "no_proxy")};
}

std::string proxy_for(const Url& url, const ProxyRules& rules) {
  const std::string& proxy = url.security == Address::Security::kTls ? rules.for_https : rules.for_http;
  if (proxy.empty() || is_this_machine(url.host)) return {};
  const auto exceptions = split_list(rules.exceptions);
  const bool excepted = std::ranges::any_of(exceptions, [&](std::string_view rule) { return is_excepted(url, rule); });
  return excepted ? std::string() : proxy;
}

}  // namespace hearth::http
