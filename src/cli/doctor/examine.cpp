#include "cli/doctor/examine.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>

#include "base/home.h"
#include "base/json.h"
#include "base/text.h"
#include "compute/cpu/limits.h"
#include "http/client.h"
#include "kernels/dispatch.h"
#include "store/manifest_folder.h"

namespace hearth::cli::doctor {
namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

CpuFindings examine_cpu(const Settings& settings) {
  CpuFindings cpu{.model = cpu_info().model, .cores = core_counts()};
  const int wanted = static_cast<int>(settings.num_threads.value);
  cpu.n_threads = wanted > 0 ? wanted : cpu.cores.usable();
  for (const kernels::Isa& isa : kernels::all_isas()) {
    cpu.instruction_sets.push_back({isa.name, isa.usable, isa.needs});
  }
  if (const auto table = kernels::find_table(settings.isa.value)) cpu.instruction_set = (*table)->name;
  return cpu;
}

MemoryFindings examine_memory(const CpuFindings& cpu) {
  constexpr uint64_t kRoomToMeasure = uint64_t{1} << 30;
  MemoryFindings memory{.info = memory_info(), .huge_pages = huge_page_mode()};
  const auto table = kernels::find_table(cpu.instruction_set);
  if (!table || free_memory().bytes < kRoomToMeasure) return memory;
  if (const auto rate = compute::measure_memory_rate(**table, cpu.n_threads)) memory.bytes_per_second = *rate;
  return memory;
}

std::optional<uint64_t> limit_of(decltype(RLIMIT_AS) resource) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return limit.rlim_cur;
}

// The folder itself, or the one above it that is there.
fs::path nearest_existing(fs::path path) {
  while (!path.empty() && path != path.parent_path() && !is_folder(path)) path = path.parent_path();
  return path.empty() ? "." : path;
}

// Opening a store, or its folder of manifests, makes what is missing; so only one that is there is opened.
Result<store::Listing> list_models(const fs::path& folder) {
  if (!is_folder(folder / "manifests")) return store::Listing{};
  const auto manifests = TRY(store::ManifestFolder::open(folder.string()));
  return manifests.list();
}

}  // namespace

StoreFindings examine_store(const std::string& folder) {
  StoreFindings found{.folder = folder, .exists = is_folder(folder)};
  const fs::path there = nearest_existing(folder);
  found.writable = access(there.c_str(), W_OK) == 0;
  std::error_code ignored;
  if (const fs::space_info space = fs::space(there, ignored); !ignored) {
    found.disk_bytes = space.capacity;
    found.disk_free_bytes = space.available;
  }
  const auto listing = list_models(folder);
  if (!listing) {
    found.problems.push_back(listing.error().message);
    return found;
  }
  found.n_models = listing->models.size();
  for (const store::StoredModel& model : listing->models) {
    if (model.size_bytes() <= found.largest_bytes) continue;
    found.largest = model.name.display();
    found.largest_bytes = model.size_bytes();
  }
  for (const store::Problem& problem : listing->problems) found.problems.push_back(problem.error.message);
  return found;
}

std::vector<OllamaStore> find_ollama_stores(const std::vector<std::string>& places, const std::string& folder) {
  std::vector<OllamaStore> stores;
  for (const std::string& place : places) {
    std::error_code ignored;
    if (fs::equivalent(place, folder, ignored)) continue;
    const auto listing = list_models(place);
    if (listing && !listing->models.empty()) stores.push_back({place, listing->models.size()});
  }
  return stores;
}

ServerFindings examine_server(const std::string& host) {
  constexpr std::chrono::milliseconds kPatience{1000};
  const auto address = http::parse_address(host);
  if (!address) return {.url = host, .version = {}, .problem = address.error().message};
  const http::Address target = http::to_connect(*address);
  ServerFindings found{.url = target.url(), .version = {}, .problem = {}};
  http::Client client({.address = target, .connect_time = kPatience, .idle_time = kPatience});
  const auto answer = client.send({.method = http::Method::kGet, .path = "/api/version"});
  if (!answer) {
    found.problem = answer.error().message;
    return found;
  }
  const auto body = Json::parse(answer->body);
  const Json* version = body ? body->find("version") : nullptr;
  const std::string* text = version != nullptr ? version->if_string() : nullptr;
  if (answer->status == 200 && text != nullptr && !text->empty()) {
    found.version = *text;
  } else {
    found.problem = concat("something answers there that is neither Hearth nor Ollama (status ", answer->status, ')');
  }
  return found;
}

Findings examine() {
  Findings found;
  if (auto settings = Settings::load()) {
    found.settings = *std::move(settings);
  } else {
    found.settings_error = settings.error().message;
    found.settings = Settings::combine({}).value();  // without flags nothing can be wrong
  }
  found.cpu = examine_cpu(found.settings);
  found.memory = examine_memory(found.cpu);
  found.limits = {limit_of(RLIMIT_AS), limit_of(RLIMIT_NOFILE), limit_of(RLIMIT_MEMLOCK)};
  found.store = examine_store(found.settings.models.value);
  found.ollama_stores =
      find_ollama_stores({expand_home("~/.ollama/models"), "/usr/share/ollama/.ollama/models"}, found.store.folder);
  found.server = examine_server(found.settings.host.value);
  return found;
}

}  // namespace hearth::cli::doctor
