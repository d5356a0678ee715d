#include "cli/repl/repl.h"

#include <gtest/gtest.h>

#include "cli/repl/test_repl.h"

namespace hearth::cli {
namespace {

struct Parts {
  ScriptedBackend backend;
  ReadableScreen screen;
  TypedLines lines{{}};
  Repl repl{backend, screen, lines, Session({.model = "tiny"}, {})};
};

TEST(Repl, LeavesWhenNobodyReads) {
  Parts parts;
  ASSERT_TRUE(parts.repl.print("text"));
  EXPECT_FALSE(parts.repl.leaving);
  parts.screen.closed = true;
  ASSERT_TRUE(parts.repl.print("text"));
  EXPECT_TRUE(parts.repl.leaving);
}

TEST(Repl, RemarksAreOneLine) {
  Parts parts;
  parts.repl.complain({ErrorCode::kIo, "no\nluck"});
  parts.repl.warn("odd \x1b[31m");
  EXPECT_EQ(parts.screen.remarks, "Error: no luck\nwarning: odd ?[31m\n");
}

TEST(Repl, RemarksAreWrappedToTheWindow) {
  Parts parts;
  ReadableScreen terminal(ReadableScreen::Kind::kTerminal);
  Repl repl{parts.backend, terminal, parts.lines, Session({.model = "tiny"}, {})};
  repl.warn("a sentence that is longer than the window");
  EXPECT_EQ(terminal.remarks, "warning: a sentence that is longer \nthan the window\n");
}

TEST(Repl, ForeignTextIsSafeOnATerminal) {
  Parts parts;
  ASSERT_TRUE(parts.repl.print_foreign("\x1b"));
  EXPECT_EQ(parts.screen.printed, "\x1b");
  ReadableScreen terminal(ReadableScreen::Kind::kTerminal);
  Repl repl{parts.backend, terminal, parts.lines, Session({.model = "tiny"}, {})};
  ASSERT_TRUE(repl.print_foreign("\x1b"));
  EXPECT_EQ(terminal.printed, "␛");
}

}  // namespace
}  // namespace hearth::cli
