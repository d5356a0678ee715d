#include "base/utf8.h"

#include <gtest/gtest.h>

namespace hearth::utf8 {
namespace {

TEST(Utf8, DecodesOneToFourBytes) {
  const struct {
    const char* text;
    char32_t code_point;
    size_t n_bytes;
  } cases[] = {{"A", 'A', 1}, {"\u00e9", 0xE9, 2}, {"\u20ac", 0x20AC, 3}, {"\U0001F525", 0x1F525, 4}};
  for (const auto& c : cases) {
    const Decoded got = decode(std::string(c.text) + "z");
    EXPECT_TRUE(got.valid);
    EXPECT_EQ(got.code_point, c.code_point);
    EXPECT_EQ(got.n_bytes, c.n_bytes);
  }
}

TEST(Utf8, AppendAndDecodeAreInverseForEveryCodePoint) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append(text, c);
    const Decoded got = decode(text);
    ASSERT_TRUE(got.valid);
    ASSERT_EQ(got.code_point, c);
    ASSERT_EQ(got.n_bytes, text.size());
  }
}

TEST(Utf8, AppendWritesTheReplacementForWhatIsNoCharacter) {
  for (const char32_t c : {char32_t{0xD800}, char32_t{0xDFFF}, char32_t{0x110000}}) {
    std::string text;
    append(text, c);
    EXPECT_EQ(text, "\uFFFD");
  }
}

TEST(Utf8, RejectsOverlongSurrogateAndTooLargeForms) {
  for (const char* text : {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80",
                           "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\x80", "a\xE2\x82"}) {
    EXPECT_FALSE(is_valid(text)) << text;
  }
  EXPECT_TRUE(is_valid("plain, \u00e9, \u20ac, \U0010FFFF"));
  EXPECT_TRUE(is_valid(std::string_view("\0", 1)));
}

// The expected values are what Python 3.11's bytes.decode("utf-8", "replace") answers.
TEST(Utf8, ReplacesEachMaximalBrokenPartOnce) {
  EXPECT_EQ(make_valid("a\xE2\x82z"), "a\uFFFDz");
  EXPECT_EQ(make_valid("\xE0\x80\x80"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(make_valid("\xF0\x9F\x94"), "\uFFFD");
  EXPECT_EQ(make_valid("\xF0\x9F\x94\xF0\x9F\x94\xA5"), "\uFFFD\U0001F525");
  EXPECT_EQ(make_valid("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(make_valid("na\u00efve"), "na\u00efve");
}

TEST(Utf8, CountsCharacters) {
  EXPECT_EQ(length(""), 0u);
  EXPECT_EQ(length("a\u00e9\U0001F525"), 3u);
  EXPECT_EQ(length("\xE2\x82z"), 2u);
}

}  // namespace
}  // namespace hearth::utf8
