#include "registry/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"

namespace hearth::registry {
namespace {

constexpr std::string_view kFile = R"({"auths":{"127.0.0.1:5000":{"auth":"bWU6c2VjcmV0"},
  "https://index.test/v1/":{"auth":"YTpi"},"broken.test":{"auth":"!"},"empty.test":{}}})";

TEST(Credentials, AreThoseOfTheRegistry) {
  const TestFolder folder;
  const std::string path = folder.write("auth.json", kFile);
  const auto of = [&](const char* url) { return find_credentials(path, *http::parse_url(url)); };
  EXPECT_EQ(**of("http://127.0.0.1:5000/v2/"), "bWU6c2VjcmV0");
  EXPECT_EQ(**of("https://INDEX.test/"), "YTpi");
  EXPECT_FALSE(of("http://127.0.0.1:5001/")->has_value());
  EXPECT_FALSE(of("https://127.0.0.1/")->has_value());
  EXPECT_FALSE(of("https://evil-index.test/")->has_value());
}

TEST(Credentials, MayBeAbsent) {
  EXPECT_FALSE(find_credentials("/nowhere/auth.json", *http::parse_url("https://a.test/"))->has_value());
}

TEST(Credentials, AreNeverShown) {
  const TestFolder folder;
  const auto broken = find_credentials(folder.write("auth.json", kFile), *http::parse_url("https://broken.test/"));
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().message, testing::HasSubstr("\"auth\" of broken.test is not base64 of user:password"));
  EXPECT_FALSE(find_credentials(folder.write("auth.json", kFile), *http::parse_url("https://empty.test/")));
  EXPECT_FALSE(find_credentials(folder.write("auth.json", "secret"), *http::parse_url("https://a.test/")));
}

}  // namespace
}  // namespace hearth::registry
