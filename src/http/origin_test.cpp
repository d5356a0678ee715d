#include "http/origin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::http {
namespace {

using ::testing::HasSubstr;
using Verdict = OriginPolicy::Verdict;

Verdict check(const OriginPolicy& policy, const char* origin, const char* host = "127.0.0.1:11434") {
  return policy.check({{"Host", host}, {"Origin", origin}});
}

TEST(OriginPolicy, PagesOfThisMachineAndOfApplicationsMayCall) {
  const OriginPolicy policy;
  for (const char* origin :
       {"http://localhost", "https://localhost", "http://localhost:3000", "https://127.0.0.1:8443", "http://0.0.0.0:1",
        "HTTP://LocalHost:3000", "app://obsidian.md", "file://", "tauri://localhost", "vscode-webview://1abc",
        "vscode-file://vscode-app", "chrome-extension://abc", "moz-extension://abc", "safari-web-extension://abc"}) {
    EXPECT_EQ(check(policy, origin), Verdict::kAllowed) << origin;
  }
}

TEST(OriginPolicy, PagesOfOtherSitesMayNot) {
  const OriginPolicy policy;
  for (const char* origin : {"https://evil.example", "null", "http://localhost.evil.example", "http://localhost:x.evil",
                             "http://xlocalhost", "http://127.0.0.1.nip.io", "http://192.168.1.2", "ftp://localhost"}) {
    EXPECT_EQ(check(policy, origin), Verdict::kForbidden) << origin;
  }
}

TEST(OriginPolicy, ARequestWithoutAPageOrFromOurOwnNeedsNothing) {
  const OriginPolicy policy;
  EXPECT_EQ(policy.check({{"Host", "x"}}), Verdict::kNoPage);
  EXPECT_EQ(check(policy, ""), Verdict::kNoPage);
  EXPECT_EQ(check(policy, "http://models.lan:11434", "models.lan:11434"), Verdict::kNoPage);
  EXPECT_EQ(check(policy, "https://models.lan", "models.lan"), Verdict::kNoPage);
  EXPECT_EQ(check(policy, "http://models.lan", "models.lan:11434"), Verdict::kForbidden);
}

TEST(OriginPolicy, OllamaOriginsAddsPagesWithAtMostOneStar) {
  const OriginPolicy policy("http://10.0.0.1, https://*.example.com ,http://host:*");
  EXPECT_EQ(check(policy, "http://10.0.0.1"), Verdict::kAllowed);
  EXPECT_EQ(check(policy, "https://a.example.com"), Verdict::kAllowed);
  EXPECT_EQ(check(policy, "http://host:81"), Verdict::kAllowed);
  EXPECT_EQ(check(policy, "http://localhost"), Verdict::kAllowed);
  EXPECT_EQ(check(policy, "https://example.com"), Verdict::kForbidden);
  EXPECT_EQ(check(policy, "https://a.example.com.evil"), Verdict::kForbidden);
  EXPECT_EQ(check(policy, "http://host:"), Verdict::kAllowed);
  EXPECT_EQ(check(policy, "http://10.0.0.12"), Verdict::kForbidden);
}

TEST(OriginPolicy, AStarAllowsAll) {
  const OriginPolicy policy("*");
  EXPECT_EQ(check(policy, "https://anything.example"), Verdict::kAllowed);
  Headers answer;
  policy.allow("https://anything.example", answer);
  EXPECT_EQ(answer, (Headers{{"Access-Control-Allow-Origin", "*"}}));
}

TEST(OriginPolicy, AnAllowedPageIsNamedInTheAnswer) {
  const OriginPolicy policy;
  Headers answer;
  policy.allow("http://localhost:3000", answer);
  EXPECT_EQ(answer, (Headers{{"Access-Control-Allow-Origin", "http://localhost:3000"}, {"Vary", "Origin"}}));
  Headers preflight;
  policy.allow_preflight("http://localhost:3000", preflight);
  EXPECT_EQ(preflight.find("Access-Control-Allow-Methods"), "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS");
  EXPECT_EQ(preflight.find("Access-Control-Max-Age"), "43200");
  EXPECT_THAT(std::string(*preflight.find("Access-Control-Allow-Headers")), HasSubstr("x-stainless-retry-count"));
  EXPECT_EQ(preflight.find("Access-Control-Allow-Credentials"), std::nullopt);
}

TEST(HostPolicy, NamesOfThisMachineAndPrivateAddressesPass) {
  const HostPolicy policy("My-Machine", {"203.0.113.7", "2001:db8::7"}, {"models.example.com"});
  for (const char* host : {"",
                           "localhost",
                           "LOCALHOST:11434",
                           "my-machine",
                           "my-machine:11434",
                           "x.localhost",
                           "nas.local",
                           "a.b.internal",
                           "127.0.0.1",
                           "127.0.0.1:11434",
                           "0.0.0.0",
                           "10.1.2.3:80",
                           "172.16.0.1",
                           "172.31.255.1",
                           "192.168.0.10",
                           "[::1]",
                           "[::1]:11434",
                           "::1",
                           "[::]:1",
                           "[fd00::1]",
                           "[::ffff:10.0.0.1]",
                           "203.0.113.7:80",
                           "[2001:db8::7]:80",
                           "models.example.com:11434"}) {
    EXPECT_TRUE(policy.allows(host)) << host;
  }
}

TEST(HostPolicy, OtherNamesAndPublicAddressesDoNot) {
  const HostPolicy policy("my-machine", {"203.0.113.7"});
  for (const char* host : {"evil.example", "evil.example:11434", "localhost.evil.example", "local", ".local", "xlocal",
                           "8.8.8.8", "172.32.0.1", "[2001:db8::8]", "203.0.113.8", "[::ffff:8.8.8.8]", "my-machine.x",
                           "127.0.0.1.nip.io", "[", "[::1"}) {
    EXPECT_FALSE(policy.allows(host)) << host;
  }
}

}  // namespace
}  // namespace hearth::http
