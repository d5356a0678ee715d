// How much memory this process can still take.
#pragma once

#include <cstdint>

namespace hearth {

// What the system could give without swapping, cut to what the cgroup still allows.
uint64_t available_memory_bytes();

// The largest resident size that this process had so far (VmHWM).
uint64_t peak_memory_bytes();

}  // namespace hearth
