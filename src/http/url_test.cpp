#include "http/url.h"

#include <gtest/gtest.h>

namespace hearth::http {
namespace {

TEST(Url, IsTakenApart) {
  const auto url = parse_url("https://Example.com:8443/v2/a?b=c");
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->host, "example.com");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->origin(), "https://example.com:8443");
  EXPECT_EQ(url->host_text(), "example.com:8443");
}

TEST(Url, HasThePortOfItsScheme) {
  EXPECT_EQ(parse_url("https://example.com/")->port, 443);
  EXPECT_EQ(parse_url("http://example.com/")->host_text(), "example.com");
  EXPECT_EQ(parse_url("http://[::1]:5000/v2/")->host, "::1");
  EXPECT_EQ(parse_url("http://[::1]:5000/v2/")->origin(), "http://[::1]:5000");
}

TEST(Url, IsNothingButHttpWithoutAUser) {
  for (const char* text : {"", "example.com/x", "ftp://example.com/x", "file:///etc/passwd", "gopher://h/1", "https://",
                           "http://user:secret@example.com/", "http://exa mple.com/", "http://example.com:0/",
                           "http://example.com:99999/", "http://example.com/\x01"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
  EXPECT_FALSE(parse_url("http://h/" + std::string(20000, 'a')));
}

TEST(Url, FollowsARedirect) {
  const Url base = *parse_url("https://registry.test/v2/library/x/blobs/sha256:ab");
  EXPECT_EQ(resolve_url(base, "/other")->text, "https://registry.test/other");
  EXPECT_EQ(resolve_url(base, "https://cdn.test/b?sig=1")->text, "https://cdn.test/b?sig=1");
  EXPECT_EQ(resolve_url(base, "//cdn.test/b")->text, "https://cdn.test/b");
  EXPECT_FALSE(resolve_url(base, "file:///etc/passwd"));
  EXPECT_FALSE(resolve_url(base, "dict://127.0.0.1:11211/stat"));
}

}  // namespace
}  // namespace hearth::http
