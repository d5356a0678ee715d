#include "api/json_syntax.h"

#include <gtest/gtest.h>

namespace hearth::api {
namespace {

std::string first_value(std::string_view text) {
  const Result<FirstValue> first = find_first_value(text, 8);
  return first ? std::string(first->text) : first.error().message;
}

TEST(JsonSyntax, FindsTheEndOfTheFirstValue) {
  EXPECT_EQ(first_value(" [1, {\"a\":[]}] [2]"), "[1, {\"a\":[]}]");
  EXPECT_EQ(first_value("{}{}"), "{}");
  EXPECT_EQ(first_value("[[],[{}],{\"a\":{},\"b\":-0.5e+3}],"), "[[],[{}],{\"a\":{},\"b\":-0.5e+3}]");
  EXPECT_EQ(first_value("\"]}\\\"\" x"), "\"]}\\\"\"");
  EXPECT_EQ(first_value("true\n"), "true");
  EXPECT_EQ(first_value("12 13"), "12");
}

TEST(JsonSyntax, SaysWhatIsWrongAsGoDoes) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "missing request body"},
      {"x", "invalid character 'x' looking for beginning of value"},
      {"[1,]", "invalid character ']' looking for beginning of value"},
      {"{a:1}", "invalid character 'a' looking for beginning of object key string"},
      {"{\"a\":1,}", "invalid character '}' looking for beginning of object key string"},
      {"{\"a\" 1}", "invalid character '1' after object key"},
      {"{\"a\":1 \"b\"}", "invalid character '\"' after object key:value pair"},
      {"[1 2]", "invalid character '2' after array element"},
      {"[01]", "invalid character '1' after array element"},
      {"[1}", "invalid character '}' after array element"},
      {"[\"a\nb\"]", "invalid character '\\n' in string literal"},
      {"[\"\\x\"]", "invalid character 'x' in string escape code"},
      {"[\"\\u12g4\"]", "invalid character 'g' in \\u hexadecimal character escape"},
      {"[-a]", "invalid character 'a' in numeric literal"},
      {"[1.]", "invalid character ']' after decimal point in numeric literal"},
      {"[1e]", "invalid character ']' in exponent of numeric literal"},
      {"[trve]", "invalid character 'v' in literal true (expecting 'u')"},
      {"['a']", "invalid character '\\'' looking for beginning of value"},
      {"\xEF\xBB\xBF{}", "invalid character '\u00ef' looking for beginning of value"},
      {"[\x01]", "invalid character '\\x01' looking for beginning of value"},
      {"[\x80]", "invalid character '\\u0080' looking for beginning of value"},
      {"[[[[[[[[[]]]]]]]]]", "json nests more than 8 levels deep"},
  };
  for (const auto& [text, error] : cases) EXPECT_EQ(first_value(text), error) << text;
}

TEST(JsonSyntax, AnythingCutShortIsAnUnexpectedEnd) {
  const std::string_view whole = R"({"a":[true,-1.5e3,"\u00e9\ud83d\udd25x"],"b":{}})";
  for (size_t n = 1; n < whole.size(); ++n) EXPECT_EQ(first_value(whole.substr(0, n)), "unexpected EOF") << n;
  EXPECT_EQ(first_value(whole), whole);
}

TEST(JsonSyntax, FindsHalvesOfSurrogatePairs) {
  const auto lone = [](std::string_view text) { return find_first_value(text, 8).value().lone_surrogates; };
  EXPECT_EQ(lone(R"("\ud83d\udd25\u0041")"), std::vector<size_t>{});
  EXPECT_EQ(lone(R"( "\ud83d\ud83d\udd25\udd25")"), (std::vector<size_t>{1, 19}));
  EXPECT_EQ(lone(R"("\ud83dx\ud83d\n")"), (std::vector<size_t>{1, 8}));
}

}  // namespace
}  // namespace hearth::api
