// What hearth doctor finds: plain data between looking (examine.h), judging (advice.h) and telling (report.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cpu_info.h"
#include "base/memory_info.h"
#include "base/settings.h"

namespace hearth::cli::doctor {

struct InstructionSet {
  std::string_view name{};
  bool usable = false;
  std::string_view needs{};  // what a processor has that can run it
};

struct CpuFindings {
  std::string model{};  // empty when the system does not say
  CoreCounts cores{};
  int n_threads = 1;                               // that compute
  std::vector<InstructionSet> instruction_sets{};  // that were built, best first; the last one is always usable
  std::string instruction_set{};                   // that computes; empty when the setting names one that cannot
};

struct MemoryFindings {
  MemoryInfo info{};
  std::string huge_pages{};                  // huge_page_mode()
  std::optional<double> bytes_per_second{};  // measured; nothing when there was no room to
};

// What the shell or the service allows the process (ulimit); nothing where there is no limit.
struct ProcessLimits {
  std::optional<uint64_t> address_space_bytes{}, open_files{}, locked_bytes{};
};

struct StoreFindings {
  std::string folder{};
  bool exists = false;
  bool writable = false;  // it, or the folder in which it would be made
  size_t n_models = 0;
  std::string largest{};  // the largest model's name
  uint64_t largest_bytes = 0;
  uint64_t disk_bytes = 0, disk_free_bytes = 0;
  std::vector<std::string> problems{};  // "FILE: what is wrong with it"
};

// A store that Ollama made, and that is not the one in use.
struct OllamaStore {
  std::string folder{};
  size_t n_models = 0;
};

struct ServerFindings {
  std::string url{};
  std::string version{};  // of the server that answers; empty when none does
  std::string problem{};  // why none does
};

struct Findings {
  CpuFindings cpu;
  MemoryFindings memory;
  ProcessLimits limits;
  StoreFindings store;
  std::vector<OllamaStore> ollama_stores{};
  ServerFindings server;
  Settings settings;
  std::string settings_error{};  // why the configuration file could not be read; the settings are without it then
};

}  // namespace hearth::cli::doctor
