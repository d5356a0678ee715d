#include "gguf/value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "gguf/writer.h"

namespace hearth::gguf {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

// The strings as they lie in a file: lengths and bytes.
std::vector<uint8_t> strings_in_file(const std::vector<std::string>& strings) {
  std::vector<uint8_t> out;
  for (const std::string& text : strings) detail::append_value(out, text);
  return out;
}

std::vector<std::string> visited(const Array& array) {
  std::vector<std::string> out;
  array.for_each_string([&](std::string_view text) { out.emplace_back(text); });
  return out;
}

TEST(ValueType, HasANameAndASize) {
  EXPECT_EQ(name(ValueType::kF32), "f32");
  EXPECT_EQ(name(ValueType::kString), "string");
  EXPECT_EQ(name(ValueType::kF64), "f64");
  EXPECT_EQ(name(static_cast<ValueType>(13)), "unknown");
  EXPECT_EQ(size_bytes(ValueType::kBool), 1u);
  EXPECT_EQ(size_bytes(ValueType::kI16), 2u);
  EXPECT_EQ(size_bytes(ValueType::kF32), 4u);
  EXPECT_EQ(size_bytes(ValueType::kU64), 8u);
  EXPECT_EQ(size_bytes(ValueType::kString), 0u);
  EXPECT_EQ(size_bytes(ValueType::kArray), 0u);
}

TEST(Value, IsAnIntegerWhenItFitsOne) {
  EXPECT_EQ((Value{ValueType::kU32, uint64_t{7}}).integer(), 7);
  EXPECT_EQ((Value{ValueType::kI8, int64_t{-7}}).integer(), -7);
  EXPECT_EQ((Value{ValueType::kU64, uint64_t{kMax}}).integer(), kMax);
  EXPECT_EQ((Value{ValueType::kU64, uint64_t{kMax} + 1}).integer(), std::nullopt);
  EXPECT_EQ((Value{ValueType::kF32, 7.0}).integer(), std::nullopt);
  EXPECT_EQ((Value{ValueType::kBool, true}).integer(), std::nullopt);
  EXPECT_EQ((Value{ValueType::kString, std::string_view("7")}).integer(), std::nullopt);
}

TEST(Value, IsANumberWhenItIsAnIntegerOrReal) {
  EXPECT_EQ((Value{ValueType::kF64, 0.5}).number(), 0.5);
  EXPECT_EQ((Value{ValueType::kI32, int64_t{-3}}).number(), -3.0);
  EXPECT_EQ((Value{ValueType::kU64, uint64_t{1} << 63}).number(), 0x1p63);
  EXPECT_EQ((Value{ValueType::kBool, true}).number(), std::nullopt);
  EXPECT_EQ((Value{ValueType::kString, std::string_view("0.5")}).number(), std::nullopt);
}

TEST(Value, IsABoolAStringOrAnArrayOnlyWhenThatIsItsType) {
  const Value flag{ValueType::kBool, true};
  const Value text{ValueType::kString, std::string_view("x")};
  const Value list{ValueType::kArray, Array(ValueType::kU8, 0, {})};
  EXPECT_EQ(flag.boolean(), true);
  EXPECT_EQ(text.boolean(), std::nullopt);
  EXPECT_EQ((Value{ValueType::kU8, uint64_t{1}}).boolean(), std::nullopt);
  EXPECT_EQ(text.string(), "x");
  EXPECT_EQ(flag.string(), std::nullopt);
  EXPECT_NE(list.array(), nullptr);
  EXPECT_EQ(text.array(), nullptr);
}

TEST(Array, KnowsWhatItsElementsConvertTo) {
  const Array bools(ValueType::kBool, 0, {}), reals(ValueType::kF32, 0, {}), texts(ValueType::kString, 0, {});
  EXPECT_TRUE(bools.is_integer());
  EXPECT_TRUE(bools.is_number());
  EXPECT_FALSE(reals.is_integer());
  EXPECT_TRUE(reals.is_number());
  EXPECT_FALSE(texts.is_integer());
  EXPECT_FALSE(texts.is_number());
}

TEST(Array, ReadsElementsAtOddAddresses) {
  std::vector<uint8_t> bytes(1);
  for (const float value : {1.5f, -2.5f}) detail::append_value(bytes, value);
  const Array array(ValueType::kF32, 2, Bytes(bytes).subspan(1));
  EXPECT_EQ(array.number(0), 1.5);
  EXPECT_EQ(array.number(1), -2.5);
}

TEST(Array, MakesUnsignedNumbersBeyondInt64TheLargestInt64) {
  std::vector<uint8_t> bytes;
  for (const uint64_t value : {uint64_t{5}, ~uint64_t{0}}) detail::append_value(bytes, value);
  const Array array(ValueType::kU64, 2, bytes);
  EXPECT_EQ(array.integer(0), 5);
  EXPECT_EQ(array.integer(1), kMax);
}

TEST(Array, VisitsItsStringsInOrder) {
  const std::vector<uint8_t> bytes = strings_in_file({"one", "", "three"});
  EXPECT_THAT(visited(Array(ValueType::kString, 3, bytes)), testing::ElementsAre("one", "", "three"));
}

TEST(Array, StaysWithinItsBytesWhenALengthChangedUnderneath) {
  std::vector<uint8_t> bytes = strings_in_file({"one", "two"});
  const Array array(ValueType::kString, 2, bytes);
  store_unaligned(bytes.data() + 11, ~uint64_t{0});  // the length of "two"
  EXPECT_THAT(visited(array), testing::ElementsAre("one"));
  store_unaligned(bytes.data(), uint64_t{10});  // leaves four bytes, less than a length
  EXPECT_EQ(visited(array).size(), 1u);
}

TEST(ArrayDeathTest, RefusesToReadElementsAsWhatTheyAreNot) {
  const std::vector<uint8_t> bytes(8);
  EXPECT_DEATH(Array(ValueType::kF32, 2, bytes).integer(0), "is_integer");
  EXPECT_DEATH(Array(ValueType::kU8, 8, bytes).number(8), "i < count_");
  EXPECT_DEATH(visited(Array(ValueType::kU8, 8, bytes)), "kString");
}

}  // namespace
}  // namespace hearth::gguf
