#include "runtime/stop_matcher.h"

#include <gtest/gtest.h>

namespace hearth::runtime {
namespace {

// All that is shown when `text` arrives in pieces of `n` bytes.
std::string shown(StopMatcher& matcher, std::string_view text, size_t n) {
  std::string out;
  for (; !text.empty(); text.remove_prefix(std::min(n, text.size()))) out += matcher.push(text.substr(0, n));
  return out + matcher.flush();
}

TEST(StopMatcher, HoldsBackWhatMayBecomeAStopString) {
  StopMatcher matcher({"<end>"});
  EXPECT_EQ(matcher.push("hello <e"), "hello ");
  EXPECT_EQ(matcher.push("n"), "");
  EXPECT_EQ(matcher.push("ough"), "<enough");
  EXPECT_EQ(matcher.push("x<en"), "x");
  EXPECT_FALSE(matcher.stopped());
  EXPECT_EQ(matcher.push("d>y"), "");
  EXPECT_TRUE(matcher.stopped());
}

TEST(StopMatcher, ShowsNothingAfterTheStopString) {
  StopMatcher matcher({"\n"});
  EXPECT_EQ(matcher.push("one\ntwo"), "one");
  EXPECT_EQ(matcher.push("three"), "");
  EXPECT_EQ(matcher.flush(), "");
}

TEST(StopMatcher, TheOneThatBeginsFirstWins) {
  StopMatcher matcher({"later", "soon", "n la"});
  EXPECT_EQ(matcher.push("now soon later"), "now ");
  EXPECT_TRUE(matcher.stopped());
}

TEST(StopMatcher, WhatWasHeldBackComesAtTheEnd) {
  StopMatcher matcher({"stop", "###"});
  EXPECT_EQ(matcher.push("a sto"), "a ");
  EXPECT_EQ(matcher.flush(), "sto");
  EXPECT_EQ(matcher.flush(), "");
  EXPECT_FALSE(matcher.stopped());
}

TEST(StopMatcher, PiecesOfAnySizeShowTheSame) {
  for (const std::string_view text : {"aaab aab", "xaabaaab###", "a#a##aa", "", "no stop at all", "aaaaaaac"}) {
    StopMatcher whole({"aaab", "###", "aac"});
    const std::string expected = shown(whole, text, 1000);
    for (size_t n = 1; n <= 5; ++n) {
      StopMatcher pieces({"aaab", "###", "aac"});
      EXPECT_EQ(shown(pieces, text, n), expected) << text << " in pieces of " << n;
      EXPECT_EQ(pieces.stopped(), whole.stopped()) << text << " in pieces of " << n;
    }
  }
}

TEST(StopMatcher, EmptyStringsStopNothing) {
  StopMatcher matcher({"", ""});
  EXPECT_EQ(matcher.push("text"), "text");
  EXPECT_FALSE(matcher.stopped());
}

TEST(StopMatcher, SaysWhichStringStoppedIt) {
  StopMatcher matcher({"later", "end", "en"});
  matcher.push("the ");
  EXPECT_EQ(matcher.stopped_by(), "");
  matcher.push("end, later");
  EXPECT_EQ(matcher.stopped_by(), "end");
}

}  // namespace
}  // namespace hearth::runtime
