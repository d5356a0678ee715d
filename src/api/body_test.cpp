#include "api/body.h"

#include <gtest/gtest.h>

namespace hearth::api {
namespace {

std::string read(std::string_view body) {
  const Result<Json> json = parse_body(body);
  return json ? json->dump() : json.error().message;
}

TEST(Body, IsItsFirstValue) {
  EXPECT_EQ(read(" {\"a\":1} "), "{\"a\":1}");
  EXPECT_EQ(read("{\"a\":1}{\"b\":2}"), "{\"a\":1}");
  EXPECT_EQ(read("{\"a\":1}garbage \xFF"), "{\"a\":1}");
}

TEST(Body, ThatIsMissingIsToldSo) {
  EXPECT_EQ(read(""), "missing request body");
  EXPECT_EQ(read(" \r\n\t"), "missing request body");
}

TEST(Body, ThatIsNoJsonIsToldInGosWords) {
  EXPECT_EQ(read("hello"), "invalid character 'h' looking for beginning of value");
  EXPECT_EQ(read("{\"model\":"), "unexpected EOF");
}

TEST(Body, MayHoldBytesThatAreNotUtf8) { EXPECT_EQ(read("{\"a\":\"x\xFFy\xE2\x82\"}"), "{\"a\":\"x\uFFFDy\uFFFD\"}"); }

TEST(Body, MayHoldHalfASurrogatePair) {
  EXPECT_EQ(read(R"({"a":"\ud83d","b":"\udd25x","c":"\ud83d\ud83d\udd25","d":"\ud83d\n"})"),
            "{\"a\":\"\uFFFD\",\"b\":\"\uFFFDx\",\"c\":\"\uFFFD\U0001F525\",\"d\":\"\uFFFD\\n\"}");
}

TEST(Body, IsBounded) {
  EXPECT_EQ(parse_body("[1,2,3]", {.max_bytes = 3}).error().message, "json of 7 bytes, expected at most 3");
  EXPECT_EQ(read(std::string(1'000'000, '[')), "json nests more than 64 levels deep");
}

}  // namespace
}  // namespace hearth::api
