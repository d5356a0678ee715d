#include "grammar/gbnf_parser.h"

#include "base/text.h"
#include "grammar/test_vocabulary.h"

namespace hearth::grammar {
namespace {

bool gbnf_matches(std::string_view grammar, std::string_view text) {
  const auto made = compile_gbnf(grammar);
  EXPECT_TRUE(made.has_value()) << grammar << ": " << (made ? "" : made.error().message);
  return made && matches(*made, text);
}

std::string error(std::string_view text) {
  const auto form = parse_gbnf(text);
  EXPECT_FALSE(form.has_value()) << text;
  return form ? "" : form.error().message;
}

TEST(ParseGbnf, ReadsEveryPartOfTheNotation) {
  struct Case {
    const char* grammar;
    std::vector<const char*> yes, no;
  };
  const Case cases[] = {
      {"root ::= \"a\\\"\\n\\x41\\u00e9\\U0001F600\"", {"a\"\nA\u00e9\U0001F600"}, {"a\"\nA", ""}},
      {"root ::= [a-cx-] [^a-c\\n\\]]", {"bd", "-x", "x-"}, {"yd", "aa", "a\n", "a]"}},
      {"root ::= \"a\"? \"b\"* \"c\"+", {"c", "abbcc", "bc"}, {"ab", "aac", ""}},
      {"root ::= \"a\"{2} \"b\"{1,} \"c\"{1,3} \"d\"{,2}", {"aabc", "aabbcccdd"}, {"abc", "aac", "aabcccc", "aabcddd"}},
      {"root ::= (\"a\" | \"b\" (\"c\" | \"\"))+", {"a", "bcab"}, {"c", ""}},
      {"root ::= a-1 # comment\n\n# more\na-1 ::=\n  \"x\" |\n  \"y\"\n", {"x", "y"}, {"xy"}},
      {"root ::= \"x\"\n  | \"y\"\r\n  | \"z\"", {"x", "y", "z"}, {"xy"}},
      {"a ::= \"1\"\nroot ::= a b\nb ::= (\n a\n b\n)?", {"1", "111"}, {"", "12"}},
      {"root ::= . .", {"ab", "\u00e9\n"}, {"a", "abc"}},
      {"root ::= \"\"", {""}, {" "}},
  };
  for (const Case& c : cases) {
    for (const char* text : c.yes) EXPECT_TRUE(gbnf_matches(c.grammar, text)) << c.grammar << ' ' << text;
    for (const char* text : c.no) EXPECT_FALSE(gbnf_matches(c.grammar, text)) << c.grammar << ' ' << text;
  }
}

TEST(ParseGbnf, NamesLineAndColumnOfAMistake) {
  EXPECT_EQ(error(""), "line 1, column 1: there is no rule named 'root'");
  EXPECT_EQ(error("a ::= \"x\""), "line 1, column 1: there is no rule named 'root'");
  EXPECT_EQ(error("root ::= \"a\"\n  | other"), "line 2, column 5: rule 'other' is not defined");
  EXPECT_EQ(error("root ::= \"a\"\nroot ::= \"b\""), "line 2, column 1: rule 'root' is defined twice");
  EXPECT_EQ(error("root = \"a\""), "line 1, column 6: expected ::= after the name 'root'");
  EXPECT_EQ(error("root ::= \"\u00e9\" \"abc"), "line 1, column 14: this literal is not closed by '\"'");
  EXPECT_EQ(error("root ::= [a-z"), "line 1, column 10: this character class is not closed by ']'");
  EXPECT_EQ(error("root ::= [z-a]"), "line 1, column 11: the first character of this range comes after the last");
  EXPECT_EQ(error("root ::= []"), "line 1, column 10: this character class matches no character");
  EXPECT_EQ(error("root ::= (\"a\""), "line 1, column 10: this group is not closed by ')'");
  EXPECT_EQ(error("root ::= \"a\")"), "line 1, column 13: expected the end of the rule");
  EXPECT_EQ(error("root ::= \"a\"{3,2}"), "line 1, column 13: the lower count is above the upper one");
  EXPECT_EQ(error("root ::= \"a\"{x}"), "line 1, column 13: expected {m}, {m,} or {m,n}");
  EXPECT_EQ(error("root ::= \"a\"{9999999}"), "line 1, column 14: counts go up to 1000000");
  EXPECT_EQ(error("root ::= \"\\uD800\""), "line 1, column 11: this is no character");
  EXPECT_EQ(error("root ::= \"\\u12\""), "line 1, column 11: expected 4 hexadecimal digits");
  EXPECT_EQ(error("root ::= <think>"), "line 1, column 10: names of single tokens are not supported in a grammar");
  EXPECT_EQ(error("root ::= " + std::string(1000, '(')), "line 1, column 211: more than 200 groups in each other");
  EXPECT_EQ(error("root ::= \"\xFF\""), "the grammar is not UTF-8");
}

TEST(ParseGbnf, LongGrammarsTakeLittleTime) {
  std::string chain = "root ::= r0\n", line = "root ::=";
  for (int i = 0; i < 20'000; ++i) chain += concat("r", i, " ::= r", i + 1, "\n");
  EXPECT_TRUE(compile_gbnf(chain + "r20000 ::= \"x\"?").has_value());
  for (int i = 0; i < 50'000; ++i) line += concat(" n", i);
  EXPECT_TRUE(error(line).ends_with("is not defined"));
}

}  // namespace
}  // namespace hearth::grammar
