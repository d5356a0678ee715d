#include "gguf/metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gguf/writer.h"

namespace hearth::gguf {
namespace {

using testing::HasSubstr;

// The metadata section as bytes, right or wrong.
class MetadataTest : public testing::Test {
 public:
  template <class T>
  MetadataTest& add(const T& value) {
    detail::append_value(bytes_, value);
    return *this;
  }
  MetadataTest& add(ValueType type) { return add(static_cast<uint32_t>(type)); }
  MetadataTest& add_array(ValueType element, uint64_t count) { return add(element).add(count); }

  std::string error(uint64_t count = 1) {
    Cursor cursor(bytes_);
    auto metadata = read_metadata(cursor, count);
    bytes_.clear();
    return metadata ? "none" : metadata.error().message;
  }

  std::vector<uint8_t> bytes_;
};

TEST_F(MetadataTest, FindsValuesByKey) {
  add("a").add(ValueType::kI16).add(int16_t{-5});
  add("b").add(ValueType::kString).add("text");
  Cursor cursor(bytes_);
  const auto metadata = read_metadata(cursor, 2);
  ASSERT_TRUE(metadata.has_value()) << metadata.error().message;
  EXPECT_EQ(metadata->find("a")->integer(), -5);
  EXPECT_EQ(metadata->find("b")->string(), "text");
  EXPECT_EQ(metadata->find("c"), nullptr);
  EXPECT_EQ(cursor.remaining(), 0u);
}

TEST_F(MetadataTest, KeepsStringsThatAreNotUtf8) {  // tokens may be any bytes
  add("a").add(ValueType::kString).add("\xff\xfe");
  EXPECT_EQ(error(), "none");
}

TEST_F(MetadataTest, RefusesUnknownTypes) {
  add("my.key").add(uint32_t{13}).add(uint64_t{0});
  EXPECT_THAT(error(), HasSubstr("key my.key: the type of the value is 13, known are 0 (u8), 1 (i8)"));
  add("k").add(ValueType::kArray).add(uint32_t{77}).add(uint64_t{0});
  EXPECT_THAT(error(), HasSubstr("key k: the type of the array's elements is 77, known are"));
}

TEST_F(MetadataTest, RefusesKeysThatAreEmptyTwiceTooLongOrNotUtf8) {
  add("").add(ValueType::kU8).add(uint8_t{1});
  EXPECT_EQ(error(), "the key of metadata entry 1 of 1 is empty");
  add("k").add(ValueType::kU8).add(uint8_t{1}).add("k").add(ValueType::kI8).add(int8_t{2});
  EXPECT_EQ(error(2), "key k: appears twice");
  add(std::string(65536, 'k')).add(ValueType::kU8).add(uint8_t{1});
  EXPECT_EQ(error(), "the key of metadata entry 1 of 1 at byte 0 states a length of 65536 bytes, the limit is 65535");
  add("a\xff").add(ValueType::kU8).add(uint8_t{1});
  EXPECT_EQ(error(), "the key of metadata entry 1 of 1 is not UTF-8: a?");
}

TEST_F(MetadataTest, RefusesBoolsThatAreNeither) {
  add("k").add(ValueType::kBool).add(uint8_t{2});
  EXPECT_EQ(error(), "key k: the bool at byte 13 is 2, expected 0 or 1");
  add("k").add(ValueType::kArray).add_array(ValueType::kBool, 2).add(uint8_t{1}).add(uint8_t{255});
  EXPECT_EQ(error(), "key k: the bool at byte 26 is 255, expected 0 or 1");
}

TEST_F(MetadataTest, RefusesArraysThatAreLongerThanTheRest) {
  add("k").add(ValueType::kArray).add_array(ValueType::kI32, 3).add(uint64_t{0});
  EXPECT_EQ(error(), "key k: the file ends at byte 33, in an array of 3 elements of type i32 that starts at byte 25");
  add("k").add(ValueType::kArray).add_array(ValueType::kString, 2).add(uint64_t{0});
  EXPECT_THAT(error(), HasSubstr("in an array of 2 elements of type string"));
  add("k").add(ValueType::kArray).add_array(ValueType::kU64, uint64_t{1} << 61);
  EXPECT_EQ(error(), "key k: an array of 2305843009213693952 elements, the limit is 268435456");
}

TEST_F(MetadataTest, NamesTheStringOfAnArrayThatIsTooLong) {
  add("k").add(ValueType::kArray).add_array(ValueType::kString, 2).add("fine").add(uint64_t{1000});
  EXPECT_EQ(error(), "key k: the file ends at byte 45, in string 1 of 2 of 1000 bytes that starts at byte 37");
}

TEST_F(MetadataTest, AcceptsNestedArraysUpToALimit) {
  for (int depth : {4, 5}) {
    add("k").add(ValueType::kArray);
    for (int i = 1; i < depth; ++i) add_array(ValueType::kArray, 1);
    add_array(ValueType::kU8, 1).add(uint8_t{9});
    EXPECT_EQ(error(), depth == 4 ? "none" : "key k: arrays nested more than 4 deep");
  }
}

TEST_F(MetadataTest, RefusesManyNestedArraysThatAreNotThere) {
  add("k").add(ValueType::kArray).add_array(ValueType::kArray, 2).add_array(ValueType::kU8, 0);
  EXPECT_THAT(error(), HasSubstr("in an array of 2 elements of type array"));
}

TEST_F(MetadataTest, SaysWhatWasCutOff) {
  add("k");
  EXPECT_EQ(error(), "key k: the file ends at byte 9, in the type of the value");
  add("k").add(ValueType::kF64).add(1.0f);
  EXPECT_EQ(error(), "key k: the file ends at byte 17, in a value");
  add("k").add(ValueType::kString).add(uint64_t{9});
  EXPECT_EQ(error(), "key k: the file ends at byte 21, in a string of 9 bytes that starts at byte 13");
}

TEST_F(MetadataTest, KeepsErrorsOnOneLine) {
  add("a\nb").add(uint32_t{99});
  EXPECT_THAT(error(), HasSubstr("key a?b: the type of the value is 99"));
}

}  // namespace
}  // namespace hearth::gguf
