// What the control group of this process allows it: a container's limits on memory and processor time.
//
// Both versions are read. Groups lie in each other, and every one above ours limits us too, so all folders from our
// group up to the mount point are looked at. Where the mount shows only a part of the hierarchy (a container sees its
// own group as the root), /proc/self/mountinfo says which part.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace hearth {

struct CgroupMemory {
  uint64_t limit_bytes = 0;      // the lowest of ours and those above
  uint64_t available_bytes = 0;  // the least that any of them has left; what was read from files and lies idle is left
  std::string file;              // the one that says the limit
};

struct CgroupCpu {
  double cores = 0;  // the quota: 1.5 is one and a half cores' time
  std::string file;
};

struct CgroupLimits {
  std::optional<CgroupMemory> memory;
  std::optional<CgroupCpu> cpu;
};

// Nothing where there is no limit. `root` is put in front of every path: tests have a machine of their own in a folder.
CgroupLimits cgroup_limits(const std::string& root = "");

}  // namespace hearth
