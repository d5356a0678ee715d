#include "base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace hearth {
namespace {

using ::testing::HasSubstr;

std::string round_trip(std::string_view text) {
  const Result<Json> parsed = Json::parse(text);
  return parsed ? parsed->dump() : "error: " + parsed.error().message;
}

TEST(Json, KeepsTheOrderOfKeys) {
  EXPECT_EQ(round_trip(R"({"b":1,"a":{"z":[],"y":{}}})"), R"({"b":1,"a":{"z":[],"y":{}}})");
}

TEST(Json, TheLastOfTwoEqualKeysHolds) { EXPECT_EQ(round_trip(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})"); }

TEST(Json, NumbersKeepTheirKind) {
  const char* text = "[0,-9223372036854775808,9223372036854775807,18446744073709551615,1.0,0.1,1e+300]";
  const Json json = Json::parse(text).value();
  EXPECT_NE((*json.if_array())[2].if_int64(), nullptr);
  EXPECT_NE((*json.if_array())[3].if_uint64(), nullptr);
  EXPECT_NE((*json.if_array())[4].if_double(), nullptr);
  EXPECT_EQ(json.dump(), text);
}

TEST(Json, NumbersThatAreNotFiniteBecomeNull) {
  EXPECT_EQ(Json(std::numeric_limits<double>::quiet_NaN()).dump(), "null");
  EXPECT_EQ(Json(std::numeric_limits<double>::infinity()).dump(), "null");
}

TEST(Json, EscapesControlCharactersAndReadsEscapes) {
  EXPECT_EQ(Json(std::string_view("a\"\\\n\t\0\x7f", 7)).dump(), "\"a\\\"\\\\\\n\\u0009\\u0000\x7f\"");
  EXPECT_EQ(*Json::parse(R"("\u00e9\ud83d\udd25\/")").value().if_string(), "\u00e9\U0001F525/");
}

TEST(Json, PrintsInvalidUtf8AsReplacementCharacters) {
  EXPECT_EQ(Json("a\xE2\x82z").dump(), "\"a\uFFFDz\"");
  EXPECT_EQ(Json::object({{"\xFF", 1}}).dump(), "{\"\uFFFD\":1}");
}

TEST(Json, EscapesForHtmlWhenAsked) {
  const Json json = Json::object({{"<k>", "a&b\u2028\u2029\u2030\t"}});
  EXPECT_EQ(json.dump(JsonEscape::kHtml), R"({"\u003ck\u003e":"a\u0026b\u2028\u2029‰\u0009"})");
  EXPECT_EQ(json.dump(), "{\"<k>\":\"a&b\u2028\u2029\u2030\\u0009\"}");
  EXPECT_EQ(Json::parse(json.dump(JsonEscape::kHtml)).value(), json);
}

TEST(Json, IsBuiltByHand) {
  Json json = Json::object({{"model", "m"}, {"n", 1}, {"on", true}, {"none", nullptr}});
  json.set("n", uint64_t{18446744073709551615u});
  Json list = Json::array();
  list.push_back(0.5);
  list.push_back(std::string("x"));
  json.set("list", list);
  EXPECT_EQ(json.dump(), R"({"model":"m","n":18446744073709551615,"on":true,"none":null,"list":[0.5,"x"]})");
  EXPECT_EQ(*json.find("model")->if_string(), "m");
  EXPECT_EQ(json.find("absent"), nullptr);
  EXPECT_EQ(list.find("absent"), nullptr);
  EXPECT_TRUE(json.find("none")->is_null());
  EXPECT_EQ(Json::parse(json.dump()).value(), json);
}

TEST(Json, RefusesWhatIsNotOneJsonText) {
  for (const char* text :
       {"", " ", "{", "[1,]", "{\"a\":1} x", "nul", "01", "\"\x01\"", "\"\xFF\"", "// c\n1", "NaN", "'a'"}) {
    const Result<Json> parsed = Json::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(parsed.error().message, HasSubstr("not valid json at byte")) << text;
  }
}

TEST(Json, RefusesWhatIsTooDeepOrTooLong) {
  const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(Json::parse(nested(64)));
  EXPECT_FALSE(Json::parse(nested(65)));
  EXPECT_FALSE(Json::parse(nested(1'000'000)));
  EXPECT_TRUE(Json::parse("[1,2]", {.max_bytes = 5}));
  const Result<Json> parsed = Json::parse("[1,2] ", {.max_bytes = 5});
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().message, "json of 6 bytes, expected at most 5");
}

}  // namespace
}  // namespace hearth
