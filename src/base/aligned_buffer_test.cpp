#include "base/aligned_buffer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace hearth {
namespace {

TEST(AlignedBuffer, IsZeroedAlignedAndWritableToItsEnd) {
  for (const size_t size : {size_t{1}, size_t{100}, size_t{4097}, size_t{9} << 20}) {
    Result<AlignedBuffer> buffer = AlignedBuffer::create(size);
    ASSERT_TRUE(buffer) << buffer.error().message;
    ASSERT_EQ(buffer->size_bytes(), size);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer->data()) % 64, 0u);
    EXPECT_TRUE(std::all_of(buffer->data(), buffer->data() + size, [](uint8_t byte) { return byte == 0; })) << size;
    std::fill_n(buffer->data(), size, uint8_t{0xff});
    EXPECT_EQ(buffer->data()[size - 1], 0xff);
  }
}

TEST(AlignedBuffer, NoBytesNeedNoMemory) {
  const Result<AlignedBuffer> buffer = AlignedBuffer::create(0);
  ASSERT_TRUE(buffer);
  EXPECT_EQ(buffer->data(), nullptr);
  EXPECT_EQ(buffer->size_bytes(), 0u);
}

TEST(AlignedBuffer, MovingHandsTheMemoryOver) {
  AlignedBuffer from = AlignedBuffer::create(64).value();
  uint8_t* const data = from.data();
  AlignedBuffer to(std::move(from));
  EXPECT_EQ(to.data(), data);
  EXPECT_EQ(from.data(), nullptr);
  EXPECT_EQ(from.size_bytes(), 0u);
  AlignedBuffer assigned;
  assigned = std::move(to);
  EXPECT_EQ(assigned.data(), data);
  EXPECT_EQ(assigned.size_bytes(), 64u);
}

TEST(AlignedBuffer, MoreThanTheMachineHasIsAnErrorWithTheSize) {
  constexpr size_t kSize = std::numeric_limits<size_t>::max() / 2;
  const Result<AlignedBuffer> buffer = AlignedBuffer::create(kSize);
  ASSERT_FALSE(buffer);
  EXPECT_EQ(buffer.error().code, ErrorCode::kOutOfMemory);
  EXPECT_THAT(buffer.error().message, testing::HasSubstr(std::to_string(kSize)));
}

TEST(AlignedBuffer, KnowsWhatNobodyHasTouched) {
  constexpr size_t kSize = size_t{65} << 20;
  AlignedBuffer buffer = AlignedBuffer::create(kSize).value();
  EXPECT_EQ(buffer.untouched_bytes(), kSize);
  std::fill_n(buffer.data(), kSize - (size_t{4} << 20), uint8_t{1});
  EXPECT_LE(buffer.untouched_bytes(), size_t{4} << 20);
  std::fill_n(buffer.data(), kSize, uint8_t{1});
  EXPECT_EQ(buffer.untouched_bytes(), 0u);
  EXPECT_EQ(AlignedBuffer().untouched_bytes(), 0u);
}

}  // namespace
}  // namespace hearth
