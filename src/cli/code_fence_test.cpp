#include "cli/code_fence.h"

#include <gtest/gtest.h>

#include <string_view>

namespace hearth::cli {
namespace {

bool inside_after(std::string_view text) {
  CodeFence fence;
  for (const char c : text) fence.add(static_cast<unsigned char>(c));
  return fence.inside();
}

TEST(CodeFence, OpensBehindItsLineAndClosesBehindItsEnd) {
  EXPECT_FALSE(inside_after("text\n```cpp"));
  EXPECT_TRUE(inside_after("text\n```cpp\n"));
  EXPECT_TRUE(inside_after("```\ncode\n```"));
  EXPECT_FALSE(inside_after("```\ncode\n```\n"));
}

TEST(CodeFence, ClosesOnlyWithAsManyOfTheSameCharacter) {
  EXPECT_TRUE(inside_after("````\n```\n"));
  EXPECT_FALSE(inside_after("````\n`````\n"));
  EXPECT_TRUE(inside_after("~~~\n```\n"));
  EXPECT_TRUE(inside_after("```\n``` text\n"));
  EXPECT_FALSE(inside_after("```\n```  \n"));
}

TEST(CodeFence, MayBeIndented) { EXPECT_TRUE(inside_after("1. item\n   ```\n")); }

TEST(CodeFence, TextInBackticksIsNoFence) {
  EXPECT_FALSE(inside_after("```x``` is code\n"));
  EXPECT_FALSE(inside_after("use ``` to quote\n"));
  EXPECT_FALSE(inside_after("``two``\n"));
}

}  // namespace
}  // namespace hearth::cli
