#include "cli/message_line.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

TEST(MessageLine, IsOneLineWhateverItQuotes) {
  EXPECT_EQ(message_line("a\nb\tc\r\u2028d"), "a b c  d");
  EXPECT_EQ(message_line("\x1b[31mred\x7f\u009b"), "?[31mred??");
}

TEST(MessageLine, KeepsTextAndRepairsUtf8) {
  EXPECT_EQ(message_line("größe \U0001F525"), "größe \U0001F525");
  EXPECT_EQ(message_line("a\xff"), "a\uFFFD");
}

}  // namespace
}  // namespace hearth::cli
