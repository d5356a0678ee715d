#include "grammar/dfa.h"

#include <gtest/gtest.h>

#include "grammar/regex.h"

namespace hearth::grammar {
namespace {

TEST(Dfa, TextOfLengthCountsCharacters) {
  const Dfa dfa = text_of_length(1, 2).value();
  EXPECT_FALSE(dfa.matches(""));
  EXPECT_TRUE(dfa.matches("\u00e9") && dfa.matches("\U0001F600a"));
  EXPECT_FALSE(dfa.matches("abc"));
  EXPECT_TRUE(text_of_length(2, UINT32_MAX).value().matches("abcdef"));
  EXPECT_FALSE(text_of_length(0, 1'000'000).has_value());
}

TEST(Dfa, TextAmongAndItsComplement) {
  const Dfa dfa = text_among({"ab", "abc", "\u00e9"});
  for (const char* text : {"ab", "abc", "\u00e9"}) {
    EXPECT_TRUE(dfa.matches(text)) << text;
    EXPECT_FALSE(complement(dfa).matches(text)) << text;
  }
  for (const char* text : {"", "a", "abcd", "\u00ea"}) {
    EXPECT_FALSE(dfa.matches(text)) << text;
    EXPECT_TRUE(complement(dfa).matches(text)) << text;
  }
  EXPECT_TRUE(text_among({}).empty());
  EXPECT_TRUE(complement(text_among({})).matches("anything"));
}

TEST(Dfa, IntersectionIsWhatBothMatch) {
  const Dfa both = intersection(parse_regex("^[a-f]+$").value(), parse_regex("c").value()).value();
  EXPECT_TRUE(both.matches("abc"));
  EXPECT_FALSE(both.matches("ab") || both.matches("xcx"));
  EXPECT_TRUE(intersection(parse_regex("^a+$").value(), parse_regex("^b+$").value()).value().empty());
}

TEST(Dfa, TrimmedHasOnlyStatesThatLeadSomewhere) {
  const Dfa dfa{{{false, {{'a', 'a', 1}, {'b', 'b', 2}}}, {true, {}}, {false, {{'c', 'c', 2}}}}};
  EXPECT_EQ(trimmed(dfa), (Dfa{{{false, {{'a', 'a', 1}}}, {true, {}}}}));
  EXPECT_TRUE(trimmed(Dfa{{{false, {}}}}).empty());
}

}  // namespace
}  // namespace hearth::grammar
