#include "cli/terminal_text.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

TEST(TerminalText, TextStaysAsItIs) { EXPECT_EQ(terminal_text("Grüße,\n\t日本 👍🏽"), "Grüße,\n\t日本 👍🏽"); }

TEST(TerminalText, ControlCharactersBecomeVisible) {
  EXPECT_EQ(terminal_text("\x1b]0;title\x07"), "␛]0;title␇");
  EXPECT_EQ(terminal_text("a\x7f"), "a␡");
  EXPECT_EQ(terminal_text("\u009b31m"), "?31m");
}

TEST(TerminalText, CarriageReturnsGo) { EXPECT_EQ(terminal_text("a\r\nb\r"), "a\nb"); }

TEST(TerminalText, BrokenBytesAreReplaced) { EXPECT_EQ(terminal_text("a\xff"), "a\ufffd"); }

}  // namespace
}  // namespace hearth::cli
