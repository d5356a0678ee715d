#include "base/cgroup.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <string_view>
#include <vector>

#include "base/small_file.h"
#include "base/text.h"

namespace hearth {
namespace {

// The folders of our group and those above it, for one controller, ours first.
struct Hierarchy {
  int version = 0;  // 0: the controller is not there
  std::vector<std::string> folders;
};

struct Mount {
  std::string root;   // the part of the hierarchy that is mounted
  std::string point;  // where
  int version = 0;
};

std::string text_of(const std::string& path) { return read_small_file(path).value_or(""); }

// Whether a list with commas, "rw,memory", has this word.
bool lists(std::string_view words, std::string_view word) {
  return concat(',', words, ',').contains(concat(',', word, ','));
}

// A space in a path of /proc/self/mountinfo is \040, and so on.
std::string unescaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const bool escape = text[i] == '\\' && i + 4 <= text.size() &&
                        std::from_chars(&text[i + 1], &text[i] + 4, code, 8).ptr == &text[i] + 4;
    out += escape ? static_cast<char>(code) : text[i];
    if (escape) i += 3;
  }
  return out;
}

// Lines of /proc/self/mountinfo: 35 31 0:32 / /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory
std::optional<Mount> find_mount(const std::string& mountinfo, std::string_view controller, int version) {
  std::istringstream lines(mountinfo);
  for (std::string line; std::getline(lines, line);) {
    const size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    std::istringstream front(line.substr(0, dash)), back(line.substr(dash + 3));
    std::string id, parent, device, root, point, type, source, options;
    front >> id >> parent >> device >> root >> point;
    back >> type >> source >> options;
    const bool wanted = version == 2 ? type == "cgroup2" : type == "cgroup" && lists(options, controller);
    if (wanted) return Mount{unescaped(root), unescaped(point), version};
  }
  return std::nullopt;
}

// Our group in lines of /proc/self/cgroup: "4:memory:/a/b", and "0::/a/b" for version 2.
std::optional<std::string> find_group(const std::string& groups, std::string_view controller, int version) {
  std::istringstream lines(groups);
  for (std::string line; std::getline(lines, line);) {
    const size_t first = line.find(':'), second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string_view controllers = std::string_view(line).substr(first + 1, second - first - 1);
    const bool wanted = version == 2 ? line.starts_with("0:") && controllers.empty() : lists(controllers, controller);
    if (wanted) return line.substr(second + 1);
  }
  return std::nullopt;
}

std::vector<std::string> folders_between(const Mount& mount, std::string_view group, const std::string& root) {
  const std::string top = root + mount.point;
  if (mount.root != "/" && group.starts_with(mount.root)) {
    group.remove_prefix(mount.root.size());
  } else if (mount.root != "/") {
    group = {};  // another part of the hierarchy than the one that is mounted
  }
  const bool below = group.starts_with('/') && !group.contains("/..");
  std::vector<std::string> folders;
  for (std::string_view rest = below ? group : ""; rest.size() > 1; rest = rest.substr(0, rest.rfind('/'))) {
    folders.push_back(concat(top, rest));
  }
  folders.push_back(top);
  return folders;
}

Hierarchy find_hierarchy(std::string_view controller, const std::string& root) {
  const std::string mountinfo = text_of(root + "/proc/self/mountinfo"), groups = text_of(root + "/proc/self/cgroup");
  for (const int version : {1, 2}) {  // a machine may have both, with each controller in one of them
    const auto mount = find_mount(mountinfo, controller, version);
    const auto group = find_group(groups, controller, version);
    if (mount && group) return {version, folders_between(*mount, *group, root)};
  }
  return {};
}

// --- numbers -------------------------------------------------------------------------------------------------

// "max" and a file that is not there are no number.
std::optional<int64_t> number_in(const std::string& path) {
  std::istringstream stream(text_of(path));
  int64_t value = 0;
  if (!(stream >> value)) return std::nullopt;
  return value;
}

// The number behind a word in a file like memory.stat.
uint64_t number_behind(const std::string& path, std::string_view name) {
  std::istringstream stream(text_of(path));
  uint64_t value = 0;
  for (std::string word; stream >> word >> value;) {
    if (word == name) return value;
  }
  return 0;
}

struct MemoryFiles {
  const char *limit, *used, *idle;
};
constexpr MemoryFiles kMemoryFiles[] = {{"/memory.limit_in_bytes", "/memory.usage_in_bytes", "total_inactive_file"},
                                        {"/memory.max", "/memory.current", "inactive_file"}};

std::optional<CgroupMemory> memory_limit(const std::string& root) {
  constexpr int64_t kUnlimited = int64_t{1} << 60;  // version 1 says "none" as a number a little below 2^63
  const Hierarchy hierarchy = find_hierarchy("memory", root);
  std::optional<CgroupMemory> lowest;
  for (const std::string& folder : hierarchy.folders) {
    const MemoryFiles& files = kMemoryFiles[hierarchy.version - 1];
    const auto limit = number_in(folder + files.limit);
    if (!limit || *limit < 0 || *limit >= kUnlimited) continue;
    const uint64_t limit_bytes = static_cast<uint64_t>(*limit);
    const uint64_t used = static_cast<uint64_t>(std::max<int64_t>(number_in(folder + files.used).value_or(0), 0));
    const uint64_t kept = used - std::min(used, number_behind(folder + "/memory.stat", files.idle));
    const uint64_t available = limit_bytes - std::min(limit_bytes, kept);
    if (!lowest) lowest = CgroupMemory{limit_bytes, available, folder + files.limit};
    if (limit_bytes < lowest->limit_bytes) {
      lowest->limit_bytes = limit_bytes;
      lowest->file = folder + files.limit;
    }
    lowest->available_bytes = std::min(lowest->available_bytes, available);
  }
  return lowest;
}

// Version 1 has a file for each number, version 2 a file "QUOTA PERIOD".
std::optional<CgroupCpu> quota_of(const std::string& folder, int version) {
  const std::string file = folder + (version == 1 ? "/cpu.cfs_quota_us" : "/cpu.max");
  std::istringstream stream(text_of(file));
  double quota = 0, period = 0;
  if (!(stream >> quota) || quota <= 0) return std::nullopt;
  if (version == 1) period = static_cast<double>(number_in(folder + "/cpu.cfs_period_us").value_or(0));
  if (version == 2 && !(stream >> period)) return std::nullopt;
  if (period <= 0) return std::nullopt;
  return CgroupCpu{quota / period, file};
}

std::optional<CgroupCpu> cpu_limit(const std::string& root) {
  const Hierarchy hierarchy = find_hierarchy("cpu", root);
  std::optional<CgroupCpu> lowest;
  for (const std::string& folder : hierarchy.folders) {
    const auto quota = quota_of(folder, hierarchy.version);
    if (quota && (!lowest || quota->cores < lowest->cores)) lowest = quota;
  }
  return lowest;
}

}  // namespace

CgroupLimits cgroup_limits(const std::string& root) { return {memory_limit(root), cpu_limit(root)}; }

}  // namespace hearth
