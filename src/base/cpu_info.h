// What the processor can do and how many cores this process may use.
#pragma once

#include <string>

namespace hearth {

struct CpuInfo {
  std::string model;              // as the system names it; may be empty
  bool has_avx2 = false;          // with FMA and F16C, and the system saves the registers
  bool has_avx512_vnni = false;   // F, BW, DQ, VL and VNNI
  bool has_neon_dotprod = false;  // with half precision arithmetic
};

// Asked once, then remembered.
const CpuInfo& cpu_info();

// Cores that this process may run on: the scheduler's mask, cut to the cgroup's CPU quota; at least 1.
int usable_cores();

// What a thread does in a loop that waits for another core: lets its sibling have the core for a moment.
void pause_core();

}  // namespace hearth
