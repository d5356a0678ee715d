#include "grammar/grammar.h"

#include "base/utf8.h"
#include "grammar/test_vocabulary.h"

namespace hearth::grammar {
namespace {

TEST(JsonMode, TakesObjectsAndNothingElse) {
  for (const char* text :
       {"{}", " {}", "{\"a\":1}", "{\"a\": [1, -2.5e+3, true, false, null, {\"b\": \"\"}]}",
        "{\n  \"a\": \"\\u00e9\\n\\ud83d\\ude00\",\n  \"b\": \"\u00e9\U0001F600\"\n}", "{ \"a\" : 1 }"}) {
    EXPECT_EQ(matches(json_mode(), text), std::string_view(text).find(" :") == std::string_view::npos) << text;
  }
  for (const char* text :
       {"", "[]", "1", "{", "{}}", "{,}", "{\"a\"}", "{\"a\":01}", "{\"a\":1,}", "{\"a\":\"\n\"}",
        "{\"a\":\"\\ud800\"}", "{\"a\":\"\\q\"}", "{\"a\":\"\xFF\"}", "{\"a\":tru}", "{}\n", "{'a':1}"}) {
    EXPECT_FALSE(matches(json_mode(), text)) << text;
  }
}

TEST(JsonMode, WhiteSpaceIsBounded) {
  EXPECT_TRUE(matches(json_mode(), "{\n" + std::string(20, ' ') + "}"));
  EXPECT_FALSE(make_matcher(json_mode()).accept("{\n\n\n"));
  EXPECT_FALSE(make_matcher(json_mode()).accept("{\n" + std::string(60, ' ')));
}

TEST(JsonMode, WhateverIsDrawnIsJson) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const std::string text = random_text(json_mode(), seed, 80);
    EXPECT_TRUE(Json::parse(text, {.max_depth = 4096}).has_value()) << text;
    EXPECT_TRUE(utf8::is_valid(text)) << text;
  }
}

TEST(CompileGbnf, SaysWhatIsWrongWhere) {
  const auto error = [](std::string_view text) {
    const auto made = compile_gbnf(text);
    EXPECT_FALSE(made.has_value()) << text;
    return made ? "" : made.error().message;
  };
  EXPECT_EQ(error("root ::= root \"a\" | \"b\""), "line 1, column 1: rule 'root' is left recursive: root -> root");
  EXPECT_EQ(error("root ::= a\na ::= [x]? b\nb ::= a \"c\""),
            "line 2, column 1: rule 'a' is left recursive: a -> b -> a");
  EXPECT_EQ(error("root ::= \"a\" root"),
            "nothing can match: every way through the grammar goes on forever, or needs what is impossible");
  EXPECT_EQ(error("root ::= ([a]* [b]*){1,100000}"),
            "line 1, column 1: rule 'root' has a repetition of up to 100000 times of something that may be empty");
  EXPECT_TRUE(error("root ::= " + std::string(40, '(') + "[a-z][a-z]" + std::string(40, ')') + "{60} | \"" +
                    std::string(500'000, 'x') + "\"")
                  .starts_with("the grammar is too large"));
}

TEST(CompileGbnf, AWayThatNeverEndsIsLeftOut) {
  const auto grammar = compile_gbnf("root ::= \"a\" endless | \"a\" \"b\"\nendless ::= \"c\" endless");
  ASSERT_TRUE(grammar.has_value());
  EXPECT_TRUE(matches(*grammar, "ab"));
  EXPECT_FALSE(make_matcher(*grammar).accept("ac"));
}

}  // namespace
}  // namespace hearth::grammar
