#include "base/cgroup.h"

#include <gtest/gtest.h>

#include "base/test_folder.h"

namespace hearth {
namespace {

constexpr char kMounts1[] =
    "24 30 0:22 / /proc rw,nosuid - proc proc rw\n"
    "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n"
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
    "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n";
constexpr char kMounts2[] = "31 23 0:28 / /sys/fs/cgroup rw,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

class Cgroup : public ::testing::Test {
 protected:
  void machine(std::string_view mounts, std::string_view groups) {
    folder_.write("/proc/self/mountinfo", mounts);
    folder_.write("/proc/self/cgroup", groups);
  }
  void file(const std::string& path, std::string_view text) { folder_.write("/sys/fs/cgroup/" + path, text); }
  CgroupLimits limits() const { return cgroup_limits(folder_.path()); }
  std::string at(const std::string& path) const { return folder_.path() + "/sys/fs/cgroup/" + path; }

 private:
  TestFolder folder_;
};

TEST_F(Cgroup, SaysNothingOnAMachineWithoutAny) {
  EXPECT_FALSE(limits().memory);
  EXPECT_FALSE(limits().cpu);
  machine("24 30 0:22 / /proc rw - proc proc rw\n", "");
  EXPECT_FALSE(limits().memory);
  machine("nonsense\n - \n", "more nonsense\n::\n:");
  EXPECT_FALSE(limits().memory);
}

TEST_F(Cgroup, ReadsTheLimitsOfVersion2) {
  machine(kMounts2, "0::/user.slice/hearth.service\n");
  file("user.slice/hearth.service/memory.max", "1000000\n");
  file("user.slice/hearth.service/memory.current", "600000\n");
  file("user.slice/hearth.service/cpu.max", "150000 100000\n");
  const CgroupLimits found = limits();
  ASSERT_TRUE(found.memory && found.cpu);
  EXPECT_EQ(found.memory->limit_bytes, 1'000'000U);
  EXPECT_EQ(found.memory->available_bytes, 400'000U);
  EXPECT_EQ(found.memory->file, at("user.slice/hearth.service/memory.max"));
  EXPECT_DOUBLE_EQ(found.cpu->cores, 1.5);
  EXPECT_EQ(found.cpu->file, at("user.slice/hearth.service/cpu.max"));
}

TEST_F(Cgroup, ReadsTheLimitsOfVersion1) {
  machine(kMounts1, "9:name=systemd:/\n4:memory:/jobs/7\n1:cpuacct,cpu:/jobs\n0::/\n");
  file("memory/jobs/7/memory.limit_in_bytes", "2000000\n");
  file("memory/jobs/7/memory.usage_in_bytes", "500000\n");
  file("cpu,cpuacct/jobs/cpu.cfs_quota_us", "400000\n");
  file("cpu,cpuacct/jobs/cpu.cfs_period_us", "100000\n");
  const CgroupLimits found = limits();
  ASSERT_TRUE(found.memory && found.cpu);
  EXPECT_EQ(found.memory->limit_bytes, 2'000'000U);
  EXPECT_EQ(found.memory->available_bytes, 1'500'000U);
  EXPECT_DOUBLE_EQ(found.cpu->cores, 4);
}

TEST_F(Cgroup, KnowsHowEachVersionSaysThatThereIsNoLimit) {
  machine(kMounts2, "0::/a\n");
  file("a/memory.max", "max\n");
  file("a/cpu.max", "max 100000\n");
  EXPECT_FALSE(limits().memory);
  EXPECT_FALSE(limits().cpu);
  machine(kMounts1, "4:memory:/\n1:cpu,cpuacct:/\n");
  file("memory/memory.limit_in_bytes", "9223372036854771712\n");
  file("cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
  file("cpu,cpuacct/cpu.cfs_period_us", "100000\n");
  EXPECT_FALSE(limits().memory);
  EXPECT_FALSE(limits().cpu);
}

TEST_F(Cgroup, AGroupAboveOursLimitsUsToo) {
  machine(kMounts2, "0::/a/b/c\n");
  file("a/memory.max", "1000\n");
  file("a/memory.current", "900\n");
  file("a/b/memory.max", "max\n");
  file("a/b/c/memory.max", "2000\n");
  file("a/b/c/memory.current", "100\n");
  file("cpu.max", "50000 100000\n");
  const CgroupLimits found = limits();
  ASSERT_TRUE(found.memory && found.cpu);
  EXPECT_EQ(found.memory->limit_bytes, 1000U);
  EXPECT_EQ(found.memory->file, at("a/memory.max"));
  EXPECT_EQ(found.memory->available_bytes, 100U);
  EXPECT_DOUBLE_EQ(found.cpu->cores, 0.5);
  EXPECT_EQ(found.cpu->file, at("cpu.max"));
}

TEST_F(Cgroup, TheLeastThatIsLeftMayBeInAnotherGroupThanTheLowestLimit) {
  machine(kMounts2, "0::/a/b\n");
  file("a/memory.max", "3000\n");
  file("a/memory.current", "2990\n");
  file("a/b/memory.max", "1000\n");
  file("a/b/memory.current", "100\n");
  const auto memory = limits().memory;
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->limit_bytes, 1000U);
  EXPECT_EQ(memory->available_bytes, 10U);
}

TEST_F(Cgroup, FilesThatLieIdleInMemoryMakeRoomWhenItIsNeeded) {
  machine(kMounts2, "0::/\n");
  file("memory.max", "1000\n");
  file("memory.current", "950\n");
  file("memory.stat", "anon 50\nfile 900\ninactive_file 800\nactive_file 100\n");
  EXPECT_EQ(limits().memory->available_bytes, 850U);
  file("memory.stat", "inactive_file 5000\n");
  EXPECT_EQ(limits().memory->available_bytes, 1000U);
}

TEST_F(Cgroup, AContainerThatSeesOnlyItsOwnPartStillFindsItsLimits) {
  machine("35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n", "4:memory:/docker/abc\n");
  file("memory/memory.limit_in_bytes", "3000\n");
  EXPECT_EQ(limits().memory->limit_bytes, 3000U);
  machine("35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n", "4:memory:/docker/abc/x\n");
  file("memory/x/memory.limit_in_bytes", "2000\n");
  EXPECT_EQ(limits().memory->limit_bytes, 2000U);
  machine("35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n", "4:memory:/elsewhere\n");
  EXPECT_EQ(limits().memory->limit_bytes, 3000U);
}

TEST_F(Cgroup, AGroupOutsideOfWhatIsVisibleIsNotFollowed) {
  machine(kMounts2, "0::/../../other\n");
  file("memory.max", "5000\n");
  EXPECT_EQ(limits().memory->limit_bytes, 5000U);
}

TEST_F(Cgroup, MountPointsMayHaveSpaces) {
  machine("31 23 0:28 / /sys/fs/cgroup/my\\040groups rw - cgroup2 cgroup2 rw\n", "0::/\n");
  file("my groups/memory.max", "4000\n");
  EXPECT_EQ(limits().memory->limit_bytes, 4000U);
}

TEST_F(Cgroup, FilesThatMakeNoSenseAreNoLimits) {
  machine(kMounts2, "0::/\n");
  file("memory.max", "-5\n");
  file("cpu.max", "100000\n");
  EXPECT_FALSE(limits().memory);
  EXPECT_FALSE(limits().cpu);
  file("cpu.max", "100000 0\n");
  EXPECT_FALSE(limits().cpu);
}

}  // namespace
}  // namespace hearth
