#include "base/memory_info.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "base/aligned_buffer.h"

namespace hearth {
namespace {

TEST(MemoryInfo, AvailableIsSomeButNotMoreThanTheMachineHas) {
  const uint64_t machine =
      static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  EXPECT_GT(available_memory_bytes(), uint64_t{1} << 20);
  EXPECT_LE(available_memory_bytes(), machine);
}

TEST(MemoryInfo, ThePeakCountsWhatWasTouchedAndStaysWhenItGoes) {
  constexpr uint64_t kSize = uint64_t{48} << 20;
  {
    AlignedBuffer buffer = AlignedBuffer::create(kSize).value();
    std::fill_n(buffer.data(), kSize, uint8_t{1});
    EXPECT_EQ(buffer.data()[kSize - 1], 1);
  }
  EXPECT_GE(peak_memory_bytes(), kSize);
}

}  // namespace
}  // namespace hearth
