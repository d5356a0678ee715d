#include "http/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Target, HasSegmentsAndAQuery) {
  const Target target = parse_target("/api/show?verbose=1&x=%20?y").value();
  EXPECT_THAT(target.segments, ElementsAre("api", "show"));
  EXPECT_EQ(target.query, "verbose=1&x=%20?y");
  EXPECT_EQ(target.path(), "/api/show");
  EXPECT_FALSE(target.ends_in_slash);
}

TEST(Target, TheRootHasNoSegment) {
  for (const char* text : {"/", "//", "/?", "/.", "/..", "*"}) {
    const Target target = parse_target(text).value();
    EXPECT_THAT(target.segments, IsEmpty()) << text;
    EXPECT_EQ(target.path(), "/") << text;
    EXPECT_FALSE(target.ends_in_slash) << text;
  }
}

TEST(Target, AnEncodedSlashStaysInItsSegment) {
  const Target target = parse_target("/v1/models/library%2Fllama3%3a8b").value();
  EXPECT_THAT(target.segments, ElementsAre("v1", "models", "library/llama3:8b"));
}

TEST(Target, DotSegmentsAreResolvedAndStayBelowTheRoot) {
  EXPECT_EQ(parse_target("/a/./b/../c").value().path(), "/a/c");
  EXPECT_EQ(parse_target("/../../etc/passwd").value().path(), "/etc/passwd");
  EXPECT_EQ(parse_target("/api/%2e%2E/x").value().path(), "/x");
  EXPECT_EQ(parse_target("//api///tags").value().path(), "/api/tags");
}

TEST(Target, KnowsASlashAtTheEnd) {
  for (const char* text : {"/api/tags/", "/api/tags//", "/api/tags/.", "/api/tags/x/.."}) {
    const Target target = parse_target(text).value();
    EXPECT_EQ(target.path(), "/api/tags") << text;
    EXPECT_TRUE(target.ends_in_slash) << text;
  }
}

TEST(Target, TheAbsoluteFormNamesItsHost) {
  const Target target = parse_target("HTTP://localhost:11434/api/tags?x").value();
  EXPECT_EQ(target.authority, "localhost:11434");
  EXPECT_EQ(target.path(), "/api/tags");
  EXPECT_EQ(parse_target("http://localhost").value().path(), "/");
  EXPECT_EQ(parse_target("http://localhost?q").value().query, "q");
}

TEST(Target, RefusesWhatIsNoPath) {
  for (const char* text : {"", "api/tags", "?x", "host:80", "ftp://x/"}) {
    EXPECT_THAT(parse_target(text).error().message, HasSubstr("slash")) << text;
  }
  for (const char* text : {"/%", "/a%2", "/%zz", "/%2g"}) {
    EXPECT_THAT(parse_target(text).error().message, HasSubstr("percent-encoding")) << text;
  }
  for (const char* text : {"/%00", "/a%0Ab", "/%7f"}) {
    EXPECT_THAT(parse_target(text).error().message, HasSubstr("control character")) << text;
  }
}

TEST(Target, PercentEncodingIsUndoneByParsing) {
  EXPECT_EQ(percent_encode("a/b c~%"), "a%2Fb%20c~%25");
  const std::string odd = "\xC3\xA9 %/?#&=+";
  EXPECT_THAT(parse_target("/" + percent_encode(odd)).value().segments, ElementsAre(odd));
}

}  // namespace
}  // namespace hearth::http
