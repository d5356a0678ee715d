#include "base/memory_info.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "base/aligned_buffer.h"
#include "base/test_folder.h"

namespace hearth {
namespace {

TEST(MemoryInfo, AvailableIsSomeButNotMoreThanTheMachineHas) {
  const uint64_t machine =
      static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  EXPECT_GT(free_memory().bytes, uint64_t{1} << 20);
  EXPECT_LE(free_memory().bytes, machine);
  EXPECT_EQ(memory_info().total_bytes, machine);
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

TEST(MemoryInfo, IsReadFromWhatTheSystemSays) {
  const TestFolder machine;
  machine.write("/proc/meminfo", "MemTotal:        1000 kB\nMemFree: 1 kB\nMemAvailable:     600 kB\n");
  const MemoryInfo info = memory_info(machine.path());
  EXPECT_EQ(info.total_bytes, 1'024'000U);
  EXPECT_EQ(info.available_bytes, 614'400U);
  EXPECT_FALSE(info.cgroup);
  EXPECT_EQ(info.usable_bytes(), 614'400U);
}

TEST(MemoryInfo, IsCutToWhatTheCgroupLeaves) {
  const TestFolder machine;
  machine.write("/proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 600 kB\n");
  machine.write("/proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
  machine.write("/proc/self/cgroup", "0::/\n");
  machine.write("/sys/fs/cgroup/memory.max", "100000\n");
  machine.write("/sys/fs/cgroup/memory.current", "30000\n");
  const MemoryInfo info = memory_info(machine.path());
  EXPECT_EQ(info.available_bytes, 614'400U);
  EXPECT_EQ(info.usable_bytes(), 70'000U);
  const FreeMemory free = free_memory(machine.path());
  EXPECT_EQ(free.bytes, 70'000U);
  EXPECT_EQ(free.limit, "the limit of 1 MiB in " + machine.path() + "/sys/fs/cgroup/memory.max");
}

TEST(MemoryInfo, SaysWhatIsFreeAndWhatLimitsIt) {
  EXPECT_EQ(FreeMemory{.bytes = 3 << 20}.text(), "3 MiB are free");
  EXPECT_EQ((FreeMemory{(3 << 20) - 1, "a limit"}).text(), "3 MiB are free under a limit");
}

TEST(MemoryInfo, IsZeroWhereTheSystemSaysNothing) {
  const TestFolder machine;
  EXPECT_EQ(memory_info(machine.path()).total_bytes, 0U);
  machine.write("/proc/meminfo", "MemTotal: lots\n");
  EXPECT_EQ(memory_info(machine.path()).total_bytes, 0U);
}

TEST(MemoryInfo, TheHugePageModeIsTheOneInBrackets) {
  const TestFolder machine;
  const auto mode = [&](std::string_view text) {
    machine.write("/sys/kernel/mm/transparent_hugepage/enabled", text);
    return huge_page_mode(machine.path());
  };
  EXPECT_EQ(huge_page_mode(machine.path()), "");
  EXPECT_EQ(mode("always [madvise] never\n"), "madvise");
  EXPECT_EQ(mode("always madvise [never]\n"), "never");
  EXPECT_EQ(mode("] no mode [\n"), "");
}

}  // namespace
}  // namespace hearth
