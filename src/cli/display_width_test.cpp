#include "cli/display_width.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

TEST(DisplayWidth, LatinTakesOneColumnEach) {
  EXPECT_EQ(display_width(""), 0);
  EXPECT_EQ(display_width("word"), 4);
  EXPECT_EQ(display_width("Grüße"), 5);
}

TEST(DisplayWidth, EastAsianCharactersTakeTwo) {
  EXPECT_EQ(display_width("日本語"), 6);
  EXPECT_EQ(display_width("한글"), 4);
  EXPECT_EQ(display_width("。"), 2);
}

TEST(DisplayWidth, CombiningMarksTakeNone) {
  EXPECT_EQ(display_width("e\u0301"), 1);
  EXPECT_EQ(display_width("\u0e01\u0e33"), 2);  // Thai with a vowel that has a column of its own
  EXPECT_EQ(display_width("a\u200bb"), 2);
}

TEST(DisplayWidth, AJoinedEmojiIsAsWideAsOne) {
  EXPECT_EQ(display_width("😀"), 2);
  EXPECT_EQ(display_width("👩‍👩‍👧"), 2);
  EXPECT_EQ(display_width("👍🏽"), 2);
  EXPECT_EQ(display_width("❤️"), 2);
}

TEST(DisplayWidth, TwoLettersMakeAFlag) {
  EXPECT_EQ(display_width("🇩🇪"), 2);
  EXPECT_EQ(display_width("🇩🇪🇫🇷"), 4);
}

TEST(DisplayWidth, ControlCharactersTakeNone) { EXPECT_EQ(display_width("\x1b\x07"), 0); }

TEST(DisplayWidth, ABrokenCharacterTakesTheColumnOfItsReplacement) { EXPECT_EQ(display_width("a\xffz"), 3); }

}  // namespace
}  // namespace hearth::cli
