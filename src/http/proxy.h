// Proxies: which requests to the outside go by a proxy, as HTTPS_PROXY, HTTP_PROXY and NO_PROXY say.
#pragma once

#include <string>

#include "http/url.h"

namespace hearth::http {

struct ProxyRules {
  std::string for_http{};    // address of the proxy, "" is none
  std::string for_https{};   //
  std::string exceptions{};  // "localhost,.example.com,10.0.0.1": hosts, with all that end in them; "*" is all

  // The environment's; of each variable the upper-case spelling decides.
  static ProxyRules of_environment();
};

// The proxy for that address; empty when it is reached directly, as this machine always is.
std::string proxy_for(const Url& url, const ProxyRules& rules);

}  // namespace hearth::http
