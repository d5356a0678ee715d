// How much memory this machine has, and how much of it this process can still take.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/cgroup.h"

namespace hearth {

struct MemoryInfo {
  uint64_t total_bytes = 0;            // of the machine
  uint64_t available_bytes = 0;        // what the system could give without swapping
  std::optional<CgroupMemory> cgroup;  // nothing when it does not limit us

  // What this process can still take: the less of both.
  uint64_t usable_bytes() const;
};

// `root` is put in front of every path: tests have a machine of their own in a folder.
MemoryInfo memory_info(const std::string& root = "");

// What a program may still take, and why it is not more.
struct FreeMemory {
  uint64_t bytes = 0;
  std::string limit{};  // "the limit of 2048 MiB in /sys/fs/cgroup/memory.max"; empty: the machine has no more

  // "1204 MiB are free" and the limit.
  std::string text() const;
};

// memory_info().usable_bytes(), cut to what a limit on addresses (ulimit -v) leaves.
FreeMemory free_memory(const std::string& root = "");

// Rounded up.
uint64_t mebibytes(uint64_t bytes);

// The largest resident size that this process had so far (VmHWM).
uint64_t peak_memory_bytes();

// When the system backs memory by huge pages: "always", "madvise" (where a program asks, as Hearth does for weights) or
// "never"; empty when it does not say.
std::string huge_page_mode(const std::string& root = "");

}  // namespace hearth
