#include "grammar/regex.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace hearth::grammar {
namespace {

TEST(Regex, MatchesAsEcmaScriptDoes) {
  struct Case {
    const char* pattern;
    std::vector<const char*> yes, no;
  };
  const Case cases[] = {
      {"", {"", "x"}, {}},
      {"a", {"a", "xax"}, {"", "b"}},
      {"^a*$", {"", "aaa"}, {"b", "ab"}},
      {"^a|b$", {"ax", "xb"}, {"xa", "bx"}},
      {"^(a|^b)c$", {"ac", "bc"}, {"c"}},
      {"x(^a)", {}, {"xa", "a"}},
      {"(a$)b", {}, {"ab"}},
      {"^[a-c\\d_-]{2,3}$", {"a1", "_-c"}, {"a", "abcd", "xx"}},
      {"^[^a-c]$", {"d", "\n"}, {"a", ""}},
      {"^.$", {"a", "\u00e9"}, {"\n", "\u2028", ""}},
      {"^\\w+\\s\\S\\D$", {"ab c-"}, {"ab c1", "abc-"}},
      {"^(?:ab)+?c?$", {"ab", "ababc"}, {"a", "abcc"}},
      {"^(?<year>[0-9]{4})$", {"2024"}, {"24"}},
      {"^\\u00e9\\x41\\u{1F600}\\uD83D\\uDE00\\t\\.\\/$", {"\u00e9A\U0001F600\U0001F600\t./"}, {"\u00e9A"}},
      {"^[\\]\\\\]$", {"]", "\\"}, {"[", ""}},
      {"^[]$", {}, {"", "a"}},
      {"^[^]$", {"a", "\n"}, {""}},
      {"^(a{3}){2}$", {"aaaaaa"}, {"aaa"}},
      {"^\\p", {}, {}},
  };
  for (const Case& c : cases) {
    const auto dfa = parse_regex(c.pattern);
    if (!dfa) {
      EXPECT_TRUE(c.yes.empty() && c.no.empty()) << c.pattern << ": " << dfa.error().message;
      continue;
    }
    for (const char* text : c.yes) EXPECT_TRUE(dfa->matches(text)) << c.pattern << ' ' << text;
    for (const char* text : c.no) EXPECT_FALSE(dfa->matches(text)) << c.pattern << ' ' << text;
  }
}

TEST(Regex, SaysWhatIsWrongAndWhere) {
  const auto error = [](std::string_view pattern) {
    const auto dfa = parse_regex(pattern);
    EXPECT_FALSE(dfa.has_value()) << pattern;
    return dfa ? Error{} : dfa.error();
  };
  EXPECT_EQ(error("a(b").message, "column 4: '(' without ')'");
  EXPECT_EQ(error("ab)").message, "column 3: ')' without '('");
  EXPECT_EQ(error("[a").message, "column 3: '[' without ']'");
  EXPECT_EQ(error("*a").message, "column 1: nothing to repeat");
  EXPECT_EQ(error("a**").message, "column 3: nothing to repeat");
  EXPECT_EQ(error("a{3,2}").message, "column 7: the lower count is above the upper one");
  EXPECT_EQ(error("\\").message, "column 2: '\\' at the end");
  EXPECT_EQ(error("(a)\\1").message, "column 5: a backreference is not supported");
  EXPECT_EQ(error("(?=a)").code, ErrorCode::kUnsupported);
  EXPECT_EQ(error("\\bword").message, "column 2: \\b is not supported");
  EXPECT_EQ(error("\\p{L}").code, ErrorCode::kUnsupported);
  EXPECT_EQ(error(std::string(101, '(')).code, ErrorCode::kInvalidArgument);
}

TEST(Regex, StaysWithinItsBounds) {
  EXPECT_FALSE(parse_regex("((((a{99}){99}){99}){99}){99}").has_value());
  EXPECT_FALSE(parse_regex("^(a|b)*a(a|b){20}$").has_value());
  EXPECT_FALSE(parse_regex(std::string(10'000, 'a')).has_value());
  EXPECT_FALSE(parse_regex("(.*a){1000}(.*b){1000}").has_value());
  std::string many = "a";
  for (int i = 0; i < 1500; ++i) utf8::append(many += '|', static_cast<char32_t>(0x100 + 2 * i));
  EXPECT_TRUE(parse_regex("^(" + many + ")*$").has_value());
  EXPECT_TRUE(parse_regex("^(a?){100}$").value().matches(std::string(100, 'a')));
}

}  // namespace
}  // namespace hearth::grammar
