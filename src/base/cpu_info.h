// What the processor can do and how many cores this process may use.
#pragma once

#include <optional>
#include <string>

#include "base/cgroup.h"

namespace hearth {

struct CpuInfo {
  std::string model;              // as the system names it; may be empty
  bool has_avx2 = false;          // with FMA and F16C, and the system saves the registers
  bool has_avx512_vnni = false;   // F, BW, DQ, VL and VNNI
  bool has_neon_dotprod = false;  // with half precision arithmetic
};

// Asked once, then remembered.
const CpuInfo& cpu_info();

// How many cores there are, and what keeps this process from having all of them.
struct CoreCounts {
  int online = 1;                   // of the machine
  int allowed = 1;                  // by the scheduler's mask (taskset, a container's set of cores)
  std::optional<CgroupCpu> cgroup;  // its quota of processor time; nothing when it has none

  // How many threads can run at the same time: what is allowed, cut to the quota, rounded up; at least 1.
  int usable() const;
};

// Asked anew each time. `root` is put in front of the paths of /proc and /sys, for tests.
CoreCounts core_counts(const std::string& root = "");

// core_counts().usable().
int usable_cores();

// What a thread does in a loop that waits for another core: lets its sibling have the core for a moment.
void pause_core();

}  // namespace hearth
