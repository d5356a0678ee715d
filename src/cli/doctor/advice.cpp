#include "cli/doctor/advice.h"

#include <cmath>
#include <optional>

#include "base/number_text.h"
#include "base/text.h"

namespace hearth::cli::doctor {
namespace {

using MaybeAdvice = std::optional<Advice>;

constexpr uint64_t kLittleDisk = 5'000'000'000;  // a model of 8 billion weights at 4.5 bits each
constexpr uint64_t kFewFiles = 1024;

// "(environment HEARTH_ISA)"
std::string from(const Origin& origin) { return concat('(', origin.text(), ')'); }

// --- settings ------------------------------------------------------------------------------------------------

MaybeAdvice unreadable_configuration(const Findings& f) {
  if (f.settings_error.empty()) return std::nullopt;
  return Advice{"the configuration file cannot be read", f.settings_error,
                "mend the file, or remove it; until then commands refuse to run"};
}

// Several, in contrast to the others.
void add_warnings(const Findings& f, std::vector<Advice>& list) {
  for (const SettingWarning& warning : f.settings.warnings) {
    list.push_back({"a setting cannot be used", warning.text(), "write a value that is expected, or remove it"});
  }
}

// --- processor -----------------------------------------------------------------------------------------------

const InstructionSet* best_set(const Findings& f) {
  for (const InstructionSet& set : f.cpu.instruction_sets) {
    if (set.usable) return &set;
  }
  return nullptr;
}

MaybeAdvice unusable_instruction_set(const Findings& f) {
  if (!f.cpu.instruction_set.empty()) return std::nullopt;
  const Setting<std::string>& isa = f.settings.isa;
  std::string why = "no model can be loaded";
  for (const InstructionSet& set : f.cpu.instruction_sets) {
    if (set.name == isa.value) why = concat("it needs ", set.needs, ", which this processor lacks; ", why);
  }
  return Advice{concat("the instruction set '", isa.value, "' cannot be used here ", from(isa.origin)), why,
                "set isa to auto, or do not set it at all"};
}

MaybeAdvice slower_instruction_set(const Findings& f) {
  const InstructionSet* best = best_set(f);
  const bool slower = best != nullptr && !f.cpu.instruction_set.empty() && f.cpu.instruction_set != best->name;
  if (!slower) return std::nullopt;
  return Advice{
      concat("computes with ", f.cpu.instruction_set, ", not with ", best->name, ' ', from(f.settings.isa.origin)),
      "tokens are the same with every set, but they take longer", "set isa to auto, or do not set it at all"};
}

MaybeAdvice plain_code(const Findings& f) {
  const InstructionSet* best = best_set(f);
  if (best == nullptr || best->name != "scalar") return std::nullopt;
  std::string wanted;
  for (const InstructionSet& set : f.cpu.instruction_sets) {
    if (!set.usable) wanted = concat(set.name, " needs ", set.needs);
  }
  return Advice{"computes with plain code, many times slower than with vector instructions",
                wanted.empty() ? "none was built for this kind of processor"
                               : concat("this processor has none that Hearth uses: ", wanted),
                "in a virtual machine, pass the host's processor through; else use another machine"};
}

MaybeAdvice exact_activations(const Findings& f) {
  if (f.settings.activations.value != "f32") return std::nullopt;
  return Advice{concat("computes with exact activations ", from(f.settings.activations.origin)),
                "that is for comparing with other programs; it is slower, and hardly better",
                "set activations to int8, or do not set it at all"};
}

MaybeAdvice thread_count(const Findings& f) {
  const int usable = f.cpu.cores.usable(), threads = f.cpu.n_threads;
  if (threads == usable || f.settings.num_threads.value == 0) return std::nullopt;
  const bool fewer = threads < usable;
  return Advice{concat(threads, threads == 1 ? " thread computes" : " threads compute", ", and ", usable,
                       usable == 1 ? " core" : " cores", " can be used ", from(f.settings.num_threads.origin)),
                fewer ? "reading prompts takes longer than it need"
                      : "threads that share a core wait for each other in every step",
                concat("set num_threads to ", usable, ", or do not set it at all")};
}

MaybeAdvice broken_quota(const Findings& f) {
  const auto& quota = f.cpu.cores.cgroup;
  if (!quota || quota->cores >= f.cpu.n_threads) return std::nullopt;
  const int whole = static_cast<int>(std::floor(quota->cores));
  return Advice{
      concat("the cgroup allows the time of ", three_digits(quota->cores), " cores for ", f.cpu.n_threads, " threads"),
      concat("when it is used up the system stops all threads for a while, which shows as stutter; see ", quota->file),
      whole > 0 ? concat("give the group a whole number of cores, or set num_threads to ", whole)
                : "give the group at least one core"};
}

// --- memory --------------------------------------------------------------------------------------------------

// An AMD EPYC of two cores reads 40 to 45 GB/s with huge pages and 36 to 39 without (PR_SET_THP_DISABLE), by
// `hearth bench --limits`.
MaybeAdvice no_huge_pages(const Findings& f) {
  if (f.memory.huge_pages != "never") return std::nullopt;
  return Advice{"huge pages are switched off",
                "weights then lie in pages of 4 KiB, and reading them takes about a tenth longer",
                "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled"};
}

MaybeAdvice largest_model(const Findings& f) {
  const StoreFindings& store = f.store;
  const MemoryInfo& memory = f.memory.info;
  if (store.largest_bytes == 0 || store.largest_bytes <= memory.usable_bytes()) return std::nullopt;
  const std::string what = concat(store.largest, " does not fit into memory: it has ", size_text(store.largest_bytes));
  if (store.largest_bytes > memory.total_bytes) {
    return Advice{what, concat("this machine has ", size_text(memory.total_bytes)),
                  "use a smaller model, or one with fewer bits"};
  }
  if (memory.cgroup && store.largest_bytes > memory.cgroup->limit_bytes) {
    return Advice{what,
                  concat("the cgroup allows ", size_text(memory.cgroup->limit_bytes), "; see ", memory.cgroup->file),
                  "raise the limit of the container or the service"};
  }
  return Advice{what, concat("only ", size_text(memory.usable_bytes()), " can be had at the moment"),
                "end other programs before loading it"};
}

MaybeAdvice few_addresses(const Findings& f) {
  const auto& limit = f.limits.address_space_bytes;
  if (!limit || *limit >= f.memory.info.total_bytes) return std::nullopt;
  return Advice{concat("the process may use ", size_text(*limit), " of addresses"),
                "models beyond that cannot be loaded, however much memory there is",
                "ulimit -v unlimited, or LimitAS=infinity in the service"};
}

MaybeAdvice few_files(const Findings& f) {
  const auto& limit = f.limits.open_files;
  if (!limit || *limit >= kFewFiles) return std::nullopt;
  return Advice{concat("the process may open ", *limit, " files"),
                "each connection to the server is one; further clients are turned away",
                concat("ulimit -n ", kFewFiles, ", or LimitNOFILE= in the service")};
}

// --- the store -----------------------------------------------------------------------------------------------

MaybeAdvice read_only_store(const Findings& f) {
  if (f.store.writable) return std::nullopt;
  return Advice{concat("the model store cannot be written: ", f.store.folder),
                "models can neither be added nor removed",
                "change the folder's owner, or name another one with OLLAMA_MODELS"};
}

MaybeAdvice full_disk(const Findings& f) {
  const StoreFindings& store = f.store;
  if (store.disk_bytes == 0 || store.disk_free_bytes >= kLittleDisk) return std::nullopt;
  return Advice{concat("the disk of the model store is nearly full: ", size_text(store.disk_free_bytes), " are free"),
                "a model of 8 billion weights needs about 5 GB",
                "remove models with 'hearth rm', or name a folder on another disk with OLLAMA_MODELS"};
}

MaybeAdvice broken_models(const Findings& f) {
  if (f.store.problems.empty()) return std::nullopt;
  const size_t n = f.store.problems.size();
  return Advice{concat(n, n == 1 ? " file" : " files", " of the model store cannot be read"), f.store.problems.front(),
                "remove what is no model, or create the model anew"};
}

MaybeAdvice ollamas_models(const Findings& f) {
  if (f.ollama_stores.empty()) return std::nullopt;
  const OllamaStore& store = f.ollama_stores.front();
  return Advice{concat("Ollama has ", store.n_models, store.n_models == 1 ? " model in " : " models in ", store.folder),
                "Hearth can use them where they are, without a copy", concat("set OLLAMA_MODELS=", store.folder)};
}

constexpr MaybeAdvice (*kRules[])(const Findings&) = {
    unusable_instruction_set,
    read_only_store,
    broken_models,
    largest_model,
    few_addresses,
    few_files,
    full_disk,
    plain_code,
    slower_instruction_set,
    exact_activations,
    thread_count,
    broken_quota,
    no_huge_pages,
    ollamas_models,
};

}  // namespace

std::vector<Advice> advice(const Findings& findings) {
  std::vector<Advice> list;
  if (auto one = unreadable_configuration(findings)) list.push_back(*std::move(one));
  add_warnings(findings, list);
  for (const auto rule : kRules) {
    if (auto one = rule(findings)) list.push_back(*std::move(one));
  }
  return list;
}

}  // namespace hearth::cli::doctor
