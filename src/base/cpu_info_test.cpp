#include "base/cpu_info.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <thread>

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

}  // namespace
}  // namespace hearth
