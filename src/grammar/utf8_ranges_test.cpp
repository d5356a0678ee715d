#include "grammar/utf8_ranges.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace hearth::grammar {
namespace {

bool matches(const std::vector<ByteRanges>& sequences, const std::string& bytes) {
  for (const ByteRanges& ranges : sequences) {
    bool fits = ranges.size() == bytes.size();
    for (size_t i = 0; fits && i < bytes.size(); ++i) {
      const auto byte = static_cast<uint8_t>(bytes[i]);
      fits = ranges[i].first <= byte && byte <= ranges[i].last;
    }
    if (fits) return true;
  }
  return false;
}

TEST(Utf8Ranges, MatchExactlyTheirCharacters) {
  const CharRange cases[] = {{0, 0x10FFFF}, {0x7E, 0x81},     {0x7FE, 0x805},     {0xFFFE, 0x10002},
                             {'a', 'z'},    {0x3B1, 0x1F600}, {0xE000, 0x10FFFD}, {0x12345, 0x12345}};
  for (const CharRange& range : cases) {
    const auto sequences = utf8_ranges(range);
    for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x11000 ? 1 : 37) {
      if (c >= 0xD800 && c <= 0xDFFF) continue;
      std::string bytes;
      utf8::append(bytes, c);
      ASSERT_EQ(matches(sequences, bytes), range.first <= c && c <= range.last)
          << uint32_t{range.first} << ' ' << uint32_t{c};
    }
  }
}

TEST(Utf8Ranges, AllCharactersNeedFewSequences) {
  EXPECT_EQ(utf8_ranges({0, 0xD7FF}).size() + utf8_ranges({0xE000, 0x10FFFF}).size(), 9u);
  EXPECT_FALSE(matches(utf8_ranges({0, 0xD7FF}), "\xC0\x80"));
}

}  // namespace
}  // namespace hearth::grammar
