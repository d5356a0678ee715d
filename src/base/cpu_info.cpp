#include "base/cpu_info.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace hearth {
namespace {

std::string read_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("model name")) continue;
    const size_t colon = line.find(": ");
    return colon == std::string::npos ? std::string() : line.substr(colon + 2);
  }
  return {};
}

#if defined(__x86_64__)
void pause_one() { __builtin_ia32_pause(); }

void detect(CpuInfo& info) {
  __builtin_cpu_init();
  info.has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
  info.has_avx512_vnni = info.has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                         __builtin_cpu_supports("avx512vnni");
}
#elif defined(__aarch64__)
void pause_one() { asm volatile("yield"); }

void detect(CpuInfo& info) {
  const unsigned long caps = getauxval(AT_HWCAP);
  info.has_neon_dotprod = (caps & HWCAP_ASIMDDP) != 0 && (caps & HWCAP_ASIMDHP) != 0;
}
#else
void pause_one() {}

void detect(CpuInfo&) {}
#endif

}  // namespace

const CpuInfo& cpu_info() {
  static const CpuInfo info = [] {
    CpuInfo i;
    i.model = read_model();
    detect(i);
    return i;
  }();
  return info;
}

int CoreCounts::usable() const {
  const int quota = cgroup && cgroup->cores < allowed ? static_cast<int>(std::ceil(cgroup->cores)) : allowed;
  return std::max(1, quota);
}

CoreCounts core_counts(const std::string& root) {
  cpu_set_t set;
  CPU_ZERO(&set);
  return {.online = std::max(1, static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN))),
          .allowed = sched_getaffinity(0, sizeof set, &set) == 0 ? std::max(1, CPU_COUNT(&set)) : 1,
          .cgroup = cgroup_limits(root).cpu};
}

int usable_cores() { return core_counts().usable(); }

void pause_core() { pause_one(); }

}  // namespace hearth
