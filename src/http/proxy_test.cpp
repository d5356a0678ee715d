#include "http/proxy.h"

#include <gtest/gtest.h>

namespace hearth::http {
namespace {

std::string chosen(const char* url, const ProxyRules& rules) { return proxy_for(*parse_url(url), rules); }

TEST(Proxy, IsChosenByTheScheme) {
  const ProxyRules rules{.for_http = "http://p:1", .for_https = "http://p:2"};
  EXPECT_EQ(chosen("http://example.com/", rules), "http://p:1");
  EXPECT_EQ(chosen("https://example.com/", rules), "http://p:2");
  EXPECT_EQ(chosen("https://example.com/", {}), "");
}

TEST(Proxy, IsNotUsedForThisMachine) {
  const ProxyRules rules{.for_http = "http://p:1", .for_https = "http://p:1"};
  EXPECT_EQ(chosen("http://127.0.0.1:5000/", rules), "");
  EXPECT_EQ(chosen("http://localhost/", rules), "");
  EXPECT_EQ(chosen("https://[::1]/", rules), "");
}

TEST(Proxy, IsNotUsedForExceptions) {
  const ProxyRules rules{.for_https = "http://p:1", .exceptions = "corp.test, .lab.test,exact.test:8443,10.1.2.3"};
  EXPECT_EQ(chosen("https://corp.test/", rules), "");
  EXPECT_EQ(chosen("https://a.corp.test/", rules), "");
  EXPECT_EQ(chosen("https://CORP.test/", rules), "");
  EXPECT_EQ(chosen("https://notcorp.test/", rules), "http://p:1");
  EXPECT_EQ(chosen("https://x.lab.test/", rules), "");
  EXPECT_EQ(chosen("https://exact.test/", rules), "http://p:1");
  EXPECT_EQ(chosen("https://exact.test:8443/", rules), "");
  EXPECT_EQ(chosen("https://10.1.2.3/", rules), "");
  EXPECT_EQ(chosen("https://example.com/", {.for_https = "http://p:1", .exceptions = "*"}), "");
}

}  // namespace
}  // namespace hearth::http
