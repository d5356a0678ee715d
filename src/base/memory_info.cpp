#include "base/memory_info.h"

#include <sys/resource.h>

#include <algorithm>
#include <limits>
#include <sstream>
#include <string_view>

#include "base/small_file.h"
#include "base/text.h"

namespace hearth {
namespace {

// The number of a line "NAME:   12345 kB" of a file in /proc, in bytes; 0 when there is none.
uint64_t proc_bytes(const std::string& path, std::string_view name) {
  std::istringstream lines(read_small_file(path).value_or(""));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(name)) continue;
    std::istringstream number(line.substr(name.size()));
    uint64_t kilobytes = 0;
    return number >> kilobytes ? kilobytes * 1024 : 0;
  }
  return 0;
}

uint64_t addresses_left() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::numeric_limits<uint64_t>::max();
  const uint64_t used = proc_bytes("/proc/self/status", "VmSize:");
  return limit.rlim_cur - std::min<uint64_t>(limit.rlim_cur, used);
}

}  // namespace

uint64_t MemoryInfo::usable_bytes() const {
  return cgroup ? std::min(available_bytes, cgroup->available_bytes) : available_bytes;
}

MemoryInfo memory_info(const std::string& root) {
  const std::string meminfo = root + "/proc/meminfo";
  return {.total_bytes = proc_bytes(meminfo, "MemTotal:"),
          .available_bytes = proc_bytes(meminfo, "MemAvailable:"),
          .cgroup = cgroup_limits(root).memory};
}

std::string FreeMemory::text() const {
  return concat(mebibytes(bytes), " MiB are free", limit.empty() ? "" : concat(" under ", limit));
}

FreeMemory free_memory(const std::string& root) {
  const MemoryInfo info = memory_info(root);
  FreeMemory free{.bytes = info.available_bytes};
  if (info.cgroup && info.cgroup->available_bytes < free.bytes) {
    free = {info.cgroup->available_bytes,
            concat("the limit of ", mebibytes(info.cgroup->limit_bytes), " MiB in ", info.cgroup->file)};
  }
  if (const uint64_t left = addresses_left(); left < free.bytes) free = {left, "the limit on addresses (ulimit -v)"};
  return free;
}

uint64_t mebibytes(uint64_t bytes) { return (bytes + (uint64_t{1} << 20) - 1) >> 20; }

uint64_t peak_memory_bytes() { return proc_bytes("/proc/self/status", "VmHWM:"); }

// The file lists the modes with the one that holds in brackets: always [madvise] never
std::string huge_page_mode(const std::string& root) {
  const std::string modes = read_small_file(root + "/sys/kernel/mm/transparent_hugepage/enabled").value_or("");
  const size_t open = modes.find('['), close = modes.find(']');
  if (open == std::string::npos || close == std::string::npos || close < open) return {};
  return modes.substr(open + 1, close - open - 1);
}

}  // namespace hearth
