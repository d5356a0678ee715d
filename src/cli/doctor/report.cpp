#include "cli/doctor/report.h"

#include <vector>

#include "base/number_text.h"
#include "base/text.h"
#include "cli/message_line.h"
#include "cli/table.h"
#include "cli/version.h"

namespace hearth::cli::doctor {
namespace {

using Rows = std::vector<Row>;

std::string section(std::string_view heading, const Rows& rows) {
  Rows printable = rows;
  for (Row& row : printable) {
    for (std::string& cell : row) cell = message_line(cell);
  }
  return concat('\n', heading, '\n', columns_text(printable, "  ", LastColumn::kBare));
}

std::string counted(size_t n, std::string_view one, std::string_view many) {
  return concat(n, ' ', n == 1 ? one : many);
}

std::string size_or_unlimited(const std::optional<uint64_t>& bytes) { return bytes ? size_text(*bytes) : "unlimited"; }

// --- sections ------------------------------------------------------------------------------------------------

std::string cores_text(const CoreCounts& cores) {
  std::string text =
      concat(cores.usable(), " can be used: the machine has ", cores.online, ", the CPU mask allows ", cores.allowed);
  if (!cores.cgroup) return text + ", no cgroup sets a quota";
  return text +
         concat(", the cgroup allows the time of ", three_digits(cores.cgroup->cores), " (", cores.cgroup->file, ')');
}

std::string threads_text(const Findings& f) {
  const Setting<int64_t>& setting = f.settings.num_threads;
  return concat(f.cpu.n_threads, setting.value == 0 ? ", one per core" : concat(", by ", setting.origin.text()));
}

// Which set computes, and why this one.
std::string instruction_set_text(const Findings& f) {
  const Setting<std::string>& isa = f.settings.isa;
  if (f.cpu.instruction_set.empty())
    return concat("none: '", isa.value, "' cannot be used here, by ", isa.origin.text());
  if (isa.value != "auto") return concat(f.cpu.instruction_set, ", by ", isa.origin.text());
  return concat(f.cpu.instruction_set, ", the best of those that can be used here");
}

Rows cpu_rows(const Findings& f) {
  Rows rows = {{"model", f.cpu.model.empty() ? "not known" : f.cpu.model},
               {"cores", cores_text(f.cpu.cores)},
               {"threads", threads_text(f)},
               {"instruction set", instruction_set_text(f)}};
  for (const InstructionSet& set : f.cpu.instruction_sets) {
    const std::string verdict =
        set.usable ? "can be used" : concat("cannot be used: the processor lacks one of ", set.needs);
    rows.push_back({concat("  ", set.name), verdict});
  }
  return rows;
}

std::string huge_pages_text(std::string_view mode) {
  if (mode == "madvise") return "madvise: where a program asks, as Hearth does for weights";
  if (mode == "always") return "always";
  if (mode == "never") return "never";
  return mode.empty() ? "not known" : std::string(mode);
}

std::string rate_text(const Findings& f) {
  if (!f.memory.bytes_per_second) return "not measured: it takes 1 GB of free memory";
  const double gigabytes = *f.memory.bytes_per_second / 1e9;
  const std::string measured = concat(three_digits(gigabytes), " GB/s read by ",
                                      counted(static_cast<size_t>(f.cpu.n_threads), "thread", "threads"));
  const bool has_model = f.store.largest_bytes > 0;
  const double model_gigabytes = has_model ? static_cast<double>(f.store.largest_bytes) / 1e9 : 5;
  return concat(measured, "; ", has_model ? f.store.largest : "a model of 5 GB", " answers with at most ",
                three_digits(gigabytes / model_gigabytes), " tokens/s");
}

Rows memory_rows(const Findings& f) {
  const MemoryInfo& info = f.memory.info;
  const auto& cgroup = info.cgroup;
  return {{"total", size_text(info.total_bytes)},
          {"available", size_text(info.available_bytes)},
          {"cgroup limit", cgroup ? concat(size_text(cgroup->limit_bytes), ", of which ",
                                           size_text(cgroup->available_bytes), " are left (", cgroup->file, ')')
                                  : "none"},
          {"huge pages", huge_pages_text(f.memory.huge_pages)},
          {"speed", rate_text(f)}};
}

Rows limit_rows(const ProcessLimits& limits) {
  return {{"address space", size_or_unlimited(limits.address_space_bytes)},
          {"open files", limits.open_files ? concat(*limits.open_files) : "unlimited"},
          {"locked memory", size_or_unlimited(limits.locked_bytes)}};
}

Rows store_rows(const StoreFindings& store) {
  std::string models = counted(store.n_models, "model", "models");
  if (store.n_models > 0)
    models += concat(", the largest is ", store.largest, " (", size_text(store.largest_bytes), ')');
  return {{"folder", store.exists ? store.folder : store.folder + " (not there yet)"},
          {"models", models},
          {"disk", concat(size_text(store.disk_free_bytes), " of ", size_text(store.disk_bytes), " free")}};
}

Rows server_rows(const ServerFindings& server) {
  return {
      {"address", server.url},
      {"answers", server.version.empty() ? concat("no: ", server.problem) : concat("yes, version ", server.version)}};
}

Rows settings_rows(const Settings& settings) {
  Rows rows = {{"config file", settings.config_path.empty() ? "none" : settings.config_path}};
  for (const SettingView& view : settings.views()) {
    if (view.origin.kind == Origin::Kind::kDefault) continue;
    rows.push_back({std::string(view.row->key), view.text, view.origin.text()});
  }
  return rows;
}

std::string advice_text(std::span<const Advice> advice) {
  if (advice.empty()) return "\nNothing to suggest.\n";
  std::string text = "\nSuggestions\n";
  for (size_t i = 0; i < advice.size(); ++i) {
    const Advice& one = advice[i];
    text += concat("  ", i + 1, ". ", message_line(one.what), "\n     Why: ", message_line(one.why),
                   "\n     Do:  ", message_line(one.action), '\n');
  }
  return text;
}

// --- JSON ----------------------------------------------------------------------------------------------------

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}
Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json cpu_json(const CpuFindings& cpu, const Settings& settings) {
  Json sets = Json::array();
  for (const InstructionSet& set : cpu.instruction_sets) {
    sets.push_back(Json::object({{"name", set.name}, {"usable", set.usable}, {"needs", set.needs}}));
  }
  const auto& quota = cpu.cores.cgroup;
  return Json::object({{"model", or_null(cpu.model)},
                       {"cores", Json::object({{"usable", cpu.cores.usable()},
                                               {"online", cpu.cores.online},
                                               {"allowed", cpu.cores.allowed},
                                               {"quota", quota ? Json(quota->cores) : Json()},
                                               {"quota_file", quota ? Json(quota->file) : Json()}})},
                       {"threads", cpu.n_threads},
                       {"instruction_set", or_null(cpu.instruction_set)},
                       {"instruction_set_origin", settings.isa.origin.text()},
                       {"instruction_sets", sets}});
}

Json memory_json(const MemoryFindings& memory) {
  const auto& cgroup = memory.info.cgroup;
  return Json::object({{"total_bytes", memory.info.total_bytes},
                       {"available_bytes", memory.info.available_bytes},
                       {"cgroup_limit_bytes", cgroup ? Json(cgroup->limit_bytes) : Json()},
                       {"cgroup_available_bytes", cgroup ? Json(cgroup->available_bytes) : Json()},
                       {"cgroup_file", cgroup ? Json(cgroup->file) : Json()},
                       {"huge_pages", or_null(memory.huge_pages)},
                       {"read_bytes_per_second", or_null(memory.bytes_per_second)}});
}

Json store_json(const Findings& f) {
  Json problems = Json::array(), others = Json::array();
  for (const std::string& problem : f.store.problems) problems.push_back(problem);
  for (const OllamaStore& other : f.ollama_stores) {
    others.push_back(Json::object({{"folder", other.folder}, {"models", other.n_models}}));
  }
  return Json::object({{"folder", f.store.folder},
                       {"exists", f.store.exists},
                       {"writable", f.store.writable},
                       {"models", f.store.n_models},
                       {"largest_model", or_null(f.store.largest)},
                       {"largest_model_bytes", f.store.largest_bytes},
                       {"disk_bytes", f.store.disk_bytes},
                       {"disk_free_bytes", f.store.disk_free_bytes},
                       {"problems", problems},
                       {"ollama_stores", others}});
}

Json settings_json(const Settings& settings) {
  Json changed = Json::object();
  for (const SettingView& view : settings.views()) {
    if (view.origin.kind == Origin::Kind::kDefault) continue;
    changed.set(view.row->key, Json::object({{"value", view.value}, {"origin", view.origin.text()}}));
  }
  return Json::object({{"config_file", or_null(settings.config_path)}, {"changed", changed}});
}

}  // namespace

std::string report_text(const Findings& f, std::span<const Advice> advice) {
  return concat(
      "Hearth ", kVersion, '\n', section("Processor", cpu_rows(f)), section("Memory", memory_rows(f)),
      section("Limits of the process", limit_rows(f.limits)), section("Model store", store_rows(f.store)),
      section("Server", server_rows(f.server)),
      section("Settings that are not at their defaults ('hearth config' prints all)", settings_rows(f.settings)),
      advice_text(advice));
}

Json report_json(const Findings& f, std::span<const Advice> advice) {
  Json suggestions = Json::array();
  for (const Advice& one : advice) {
    suggestions.push_back(Json::object({{"what", one.what}, {"why", one.why}, {"action", one.action}}));
  }
  return Json::object({{"version", kVersion},
                       {"cpu", cpu_json(f.cpu, f.settings)},
                       {"memory", memory_json(f.memory)},
                       {"limits", Json::object({{"address_space_bytes", or_null(f.limits.address_space_bytes)},
                                                {"open_files", or_null(f.limits.open_files)},
                                                {"locked_memory_bytes", or_null(f.limits.locked_bytes)}})},
                       {"store", store_json(f)},
                       {"server", Json::object({{"url", f.server.url},
                                                {"version", or_null(f.server.version)},
                                                {"problem", or_null(f.server.problem)}})},
                       {"settings", settings_json(f.settings)},
                       {"suggestions", suggestions}});
}

}  // namespace hearth::cli::doctor
