#include "base/cpu_info.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <thread>

#include "base/test_folder.h"

namespace hearth {
namespace {

TEST(CpuInfo, IsAskedOnceAndConsistent) {
  const CpuInfo& info = cpu_info();
  EXPECT_EQ(&info, &cpu_info());
  EXPECT_TRUE(info.has_avx2 || !info.has_avx512_vnni);
  EXPECT_FALSE(info.has_avx2 && info.has_neon_dotprod);
}

TEST(CpuInfo, UsableCoresAreNoMoreThanTheMaskHas) {
  cpu_set_t mask;
  ASSERT_EQ(sched_getaffinity(0, sizeof mask, &mask), 0);
  EXPECT_GE(usable_cores(), 1);
  EXPECT_LE(usable_cores(), CPU_COUNT(&mask));
}

// A thread of its own, whose mask ends with it.
TEST(CpuInfo, AThreadBoundToOneCoreMayUseOne) {
  std::thread([] {
    const int core = sched_getcpu();
    ASSERT_GE(core, 0);
    cpu_set_t mask;
    CPU_ZERO(&mask);
    CPU_SET(static_cast<size_t>(core), &mask);
    ASSERT_EQ(sched_setaffinity(0, sizeof mask, &mask), 0);
    EXPECT_EQ(usable_cores(), 1);
  }).join();
}

TEST(CpuInfo, AQuotaOfProcessorTimeCutsTheCores) {
  const TestFolder machine;
  machine.write("/proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
  machine.write("/proc/self/cgroup", "0::/\n");
  machine.write("/sys/fs/cgroup/cpu.max", "50000 100000\n");
  const CoreCounts counts = core_counts(machine.path());
  ASSERT_TRUE(counts.cgroup);
  EXPECT_DOUBLE_EQ(counts.cgroup->cores, 0.5);
  EXPECT_EQ(counts.usable(), 1);
}

TEST(CpuInfo, UsableCoresAreTheQuotaRoundedUpButNoMoreThanAllowed) {
  CoreCounts counts{.online = 16, .allowed = 8, .cgroup = {}};
  EXPECT_EQ(counts.usable(), 8);
  counts.cgroup = CgroupCpu{2.5, "cpu.max"};
  EXPECT_EQ(counts.usable(), 3);
  counts.cgroup = CgroupCpu{12, "cpu.max"};
  EXPECT_EQ(counts.usable(), 8);
  counts.cgroup = CgroupCpu{1e300, "cpu.max"};
  EXPECT_EQ(counts.usable(), 8);
}

}  // namespace
}  // namespace hearth
