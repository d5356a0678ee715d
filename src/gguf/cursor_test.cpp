#include "gguf/cursor.h"

#include <gtest/gtest.h>

#include <vector>

#include "gguf/writer.h"

namespace hearth::gguf {
namespace {

TEST(Cursor, ReadsNumbersAndStringsInOrder) {
  std::vector<uint8_t> bytes;
  detail::append_value(bytes, uint16_t{300});
  detail::append_value(bytes, "text");
  detail::append_value(bytes, 2.5f);
  Cursor cursor(bytes);
  EXPECT_EQ(*cursor.number<uint16_t>("a number"), 300);
  EXPECT_EQ(*cursor.string("a string"), "text");
  EXPECT_EQ(*cursor.number<float>("a number"), 2.5f);
  EXPECT_EQ(cursor.remaining(), 0u);
  EXPECT_EQ(cursor.since(2).size(), bytes.size() - 2);
}

TEST(Cursor, SaysWhereTheFileEndsAndInWhat) {
  const std::vector<uint8_t> bytes(7);
  Cursor cursor(bytes);
  EXPECT_EQ(cursor.number<uint64_t>("the offset").error().message, "the file ends at byte 7, in the offset");
  EXPECT_EQ(cursor.string("a key").error().message, "the file ends at byte 7, in a key");
  EXPECT_EQ(cursor.offset(), 0u);
}

TEST(Cursor, RefusesAStringThatIsLongerThanTheRest) {
  std::vector<uint8_t> bytes;
  detail::append_value(bytes, uint64_t{4});
  bytes.resize(11);
  EXPECT_EQ(Cursor(bytes).string("a key").error().message,
            "the file ends at byte 11, in a key of 4 bytes that starts at byte 0");
  bytes.resize(12);
  EXPECT_EQ(Cursor(bytes).string("a key")->size(), 4u);
}

TEST(Cursor, RefusesAStringThatIsLongerThanTheLimit) {
  std::vector<uint8_t> bytes;
  detail::append_value(bytes, "abcdef");
  EXPECT_EQ(Cursor(bytes).string("a key", 5).error().message,
            "a key at byte 0 states a length of 6 bytes, the limit is 5");
  EXPECT_TRUE(Cursor(bytes).string("a key", 6).has_value());
  store_unaligned(bytes.data(), ~uint64_t{0});  // 8 + length wraps around
  EXPECT_EQ(Cursor(bytes).string("a key").error().message,
            "a key at byte 0 states a length of 18446744073709551615 bytes, the limit is 268435456");
}

TEST(Cursor, SkipsStringsAndNamesTheOneThatIsWrong) {
  std::vector<uint8_t> bytes;
  for (const char* text : {"a", "", "ccc"}) detail::append_value(bytes, text);
  Cursor whole(bytes);
  EXPECT_TRUE(whole.skip_strings(3).has_value());
  EXPECT_EQ(whole.remaining(), 0u);
  bytes.pop_back();
  EXPECT_EQ(Cursor(bytes).skip_strings(3).error().message,
            "the file ends at byte 27, in string 2 of 3 of 3 bytes that starts at byte 17");
}

TEST(Cursor, RefusesElementsWhoseSizeOverflows) {
  const std::vector<uint8_t> bytes(64);
  EXPECT_EQ(Cursor(bytes).elements(8, 8, "an array")->size(), 64u);
  EXPECT_FALSE(Cursor(bytes).elements(9, 8, "an array").has_value());
  EXPECT_FALSE(Cursor(bytes).elements(uint64_t{1} << 61, 8, "an array").has_value());
}

}  // namespace
}  // namespace hearth::gguf
