#include "cli/repl/wide_text.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

TEST(WideText, IsOneCodePointEach) {
  EXPECT_EQ(widen("a日😀"), L"a日😀");
  EXPECT_EQ(narrow(L"a日😀"), "a日😀");
}

TEST(WideText, WhatIsNoCharacterIsReplaced) {
  EXPECT_EQ(widen("a\xff"), L"a\xfffd");
  EXPECT_EQ(narrow(std::wstring(1, static_cast<wchar_t>(0xd800))), "\ufffd");
}

TEST(WideText, PastedLineBreaksAreOneKind) { EXPECT_EQ(pasted_text(L"a\rb\r\nc\nd\r\re"), L"a\nb\nc\nd\n\ne"); }

TEST(WideText, PastedControlCharactersGo) { EXPECT_EQ(pasted_text(L"a\tb\x1b[1m\x03\x7f"), L"a\tb[1m"); }

}  // namespace
}  // namespace hearth::cli
