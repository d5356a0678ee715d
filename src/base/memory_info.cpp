#include "base/memory_info.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

namespace hearth {
namespace {

// The number of a line "NAME:   12345 kB" of a file in /proc, in bytes; 0 when there is none.
uint64_t proc_bytes(const char* path, const std::string& name) {
  std::ifstream file(path);
  for (std::string word; file >> word;) {
    uint64_t kilobytes = 0;
    if (word == name && file >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

uint64_t number_in(const char* path, uint64_t otherwise) {
  std::ifstream file(path);
  uint64_t value = 0;
  return file >> value ? value : otherwise;
}

}  // namespace

uint64_t available_memory_bytes() {
  constexpr uint64_t kUnlimited = std::numeric_limits<uint64_t>::max();
  const uint64_t system = proc_bytes("/proc/meminfo", "MemAvailable:");
  const uint64_t limit = number_in("/sys/fs/cgroup/memory.max", kUnlimited);  // "max" is not a number
  const uint64_t used = number_in("/sys/fs/cgroup/memory.current", 0);
  return std::min(system, limit - std::min(limit, used));
}

uint64_t peak_memory_bytes() { return proc_bytes("/proc/self/status", "VmHWM:"); }

}  // namespace hearth
