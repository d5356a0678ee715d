#include "cli/repl/slash_line.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

TEST(SlashLine, IsSplitAtWhiteSpace) {
  const SlashLine line("/set  system\tBe brief. ");
  EXPECT_EQ(line.n_words(), 4u);
  EXPECT_EQ(line.word(0), "/set");
  EXPECT_EQ(line.word(1), "system");
  EXPECT_EQ(line.word(4), "");
}

TEST(SlashLine, KeepsTheRestAsItWasTyped) {
  const SlashLine line("/set system Be  brief,\n please");
  EXPECT_EQ(line.from_word(2), "Be  brief,\n please");
  EXPECT_EQ(line.from_word(9), "");
}

TEST(SlashLine, MayBeOneWord) { EXPECT_EQ(SlashLine("/bye").n_words(), 1u); }

}  // namespace
}  // namespace hearth::cli
