#include "grammar/char_set.h"

#include <gtest/gtest.h>

namespace hearth::grammar {
namespace {

std::vector<CharRange> ranges(const CharSet& set) { return {set.ranges().begin(), set.ranges().end()}; }

TEST(CharSet, JoinsWhatTouches) {
  CharSet set{{'d', 'f'}, {'a', 'c'}, {'x', 'z'}};
  EXPECT_EQ(ranges(set), (std::vector<CharRange>{{'a', 'f'}, {'x', 'z'}}));
  set.add('e', 'y');
  EXPECT_EQ(ranges(set), (std::vector<CharRange>{{'a', 'z'}}));
}

TEST(CharSet, HasNoSurrogates) {
  EXPECT_EQ(ranges(CharSet::all()), (std::vector<CharRange>{{0, 0xD7FF}, {0xE000, 0x10FFFF}}));
  EXPECT_TRUE((CharSet{{0xD900, 0xDA00}}.empty()));
  EXPECT_EQ(CharSet::all().complement(), CharSet());
}

TEST(CharSet, ComplementAndIntersection) {
  const CharSet set{{0, '`'}, {'{', 0x10FFFF}};
  EXPECT_EQ(ranges(set.complement()), (std::vector<CharRange>{{'a', 'z'}}));
  const CharSet a{{'a', 'm'}, {'p', 'z'}}, b{{'k', 'q'}, {'z', 0x200}};
  EXPECT_EQ(ranges(a.intersection(b)), (std::vector<CharRange>{{'k', 'm'}, {'p', 'q'}, {'z', 'z'}}));
}

TEST(CharSet, ContainsBothEndsOfItsRanges) {
  const CharSet set{{'a', 'c'}};
  EXPECT_TRUE(set.contains('a') && set.contains('c'));
  EXPECT_FALSE(set.contains('`') || set.contains('d'));
}

}  // namespace
}  // namespace hearth::grammar
