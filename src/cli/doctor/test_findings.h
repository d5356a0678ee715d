// For tests: a machine on which everything is as it should be.
#pragma once

#include "cli/doctor/findings.h"

namespace hearth::cli::doctor {

inline Findings healthy() {
  Findings f;
  f.settings =
      Settings::combine({.environment = [](std::string_view) { return std::optional<std::string_view>(); }}).value();
  f.cpu = {.model = "A Processor",
           .cores = {.online = 8, .allowed = 8, .cgroup = {}},
           .n_threads = 8,
           .instruction_sets = {{"avx512", false, "AVX-512"}, {"avx2", true, "AVX2"}, {"scalar", true, ""}},
           .instruction_set = "avx2"};
  f.memory = {.info = {.total_bytes = 16'000'000'000, .available_bytes = 12'000'000'000, .cgroup = {}},
              .huge_pages = "madvise",
              .bytes_per_second = 20e9};
  f.limits = {.address_space_bytes = {}, .open_files = 4096, .locked_bytes = 8'000'000};
  f.store = {.folder = "/models",
             .exists = true,
             .writable = true,
             .n_models = 2,
             .largest = "llama3:8b",
             .largest_bytes = 5'000'000'000,
             .disk_bytes = 500'000'000'000,
             .disk_free_bytes = 100'000'000'000,
             .problems = {}};
  f.server = {.url = "http://127.0.0.1:11434", .version = "0.1.0", .problem = {}};
  return f;
}

}  // namespace hearth::cli::doctor
