#include "gguf/printable.h"

#include <gtest/gtest.h>

namespace hearth::gguf {
namespace {

TEST(Printable, LeavesOrdinaryNamesAlone) {
  EXPECT_EQ(printable("blk.0.attn_q.weight"), "blk.0.attn_q.weight");
  EXPECT_EQ(printable("größe"), "größe");
  EXPECT_EQ(printable(""), "");
}

TEST(Printable, KeepsAMessageOnOneLine) {
  EXPECT_EQ(printable("a\nb\rc\x1b[0m\x7f"), "a?b?c?[0m?");
  EXPECT_EQ(printable("a\xe2\x80\xa8z\xc2\x85"), "a?z?");  // line separator, next line
}

TEST(Printable, ReplacesWhatIsNotUtf8) { EXPECT_EQ(printable("a\xff\xc3z"), "a??z"); }

TEST(Printable, CutsLongNamesBetweenCharacters) {
  EXPECT_EQ(printable(std::string(100, 'x')), std::string(100, 'x'));
  EXPECT_EQ(printable(std::string(101, 'x')), std::string(100, 'x') + "...");
  EXPECT_EQ(printable(std::string(99, 'x') + "ß"), std::string(99, 'x') + "...");
}

}  // namespace
}  // namespace hearth::gguf
