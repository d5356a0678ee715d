#include "cli/terminal.h"

#include <gtest/gtest.h>

#include "cli/test_pty.h"

namespace hearth::cli {
namespace {

TEST(Terminal, KnowsTheWindowsWidth) {
  Pty pty;
  pty.set_window(123, 40);
  EXPECT_EQ(window_columns(pty.output()), 123);
  EXPECT_TRUE(is_terminal(pty.output()));
}

TEST(Terminal, AFileIsNoneAndCountsAs80Columns) {
  std::FILE* file = std::tmpfile();
  EXPECT_FALSE(is_terminal(file));
  EXPECT_EQ(window_columns(file), 80);
  std::fclose(file);
}

TEST(Terminal, KeysAreQuietForAWhileAndCtrlCStillInterrupts) {
  Pty pty;
  termios loud = pty.mode();
  loud.c_lflag |= ECHO | ICANON | ISIG;
  loud.c_iflag |= ICRNL;
  tcsetattr(fileno(pty.input()), TCSANOW, &loud);
  {
    const QuietKeys quiet(pty.input());
    EXPECT_EQ(pty.mode().c_lflag & (ECHO | ICANON), 0u);
    EXPECT_EQ(pty.mode().c_iflag & ICRNL, 0u);
    EXPECT_NE(pty.mode().c_lflag & ISIG, 0u);
  }
  EXPECT_NE(pty.mode().c_lflag & ECHO, 0u);
  EXPECT_NE(pty.mode().c_lflag & ICANON, 0u);
}

}  // namespace
}  // namespace hearth::cli
