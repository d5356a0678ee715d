// hearth bench: how fast a model, or a shape with random weights, is on this machine, and what the machine can do.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string_view>

#include "base/cpu_info.h"
#include "base/json.h"
#include "base/memory_info.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/engine_options.h"
#include "cli/number.h"
#include "cli/output.h"
#include "compute/cpu/limits.h"
#include "kernels/dispatch.h"
#include "model/random_model.h"
#include "runtime/benchmark.h"

namespace hearth::cli {
namespace {

struct Settings {
  std::string model, prompt_sizes, generation_sizes, depths = "0", shape, type = "q4_k_m", write_to;
  int32_t n_threads = 0, n_sequences = 1, repetitions = 3;
  bool limits = false, json = false;
};

// One line of the report: a rate of tokens, or another number with its unit as the JSON key.
struct Line {
  std::string test, unit;
  double value;
};

Result<std::vector<int32_t>> numbers(std::string_view option, std::string_view list, int32_t least) {
  std::vector<int32_t> values;
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    values.push_back(TRY(parse_integer<int32_t>(option, list.substr(0, comma), least, 1 << 20)));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return values;
}

template <class Measure>
Result<double> median(int32_t repetitions, const Measure& measure) {
  std::vector<double> rates;
  for (int32_t i = 0; i < repetitions; ++i) rates.push_back(TRY(measure()));
  std::ranges::sort(rates);
  return rates[rates.size() / 2];
}

std::string generation_name(const runtime::GenerationTest& test) {
  std::string name = concat("tg", test.n_tokens);
  if (test.n_sequences > 1) name += concat("x", test.n_sequences);
  if (test.depth > 0) name += concat("@", test.depth);
  return name;
}

class Report {
 public:
  explicit Report(bool json) : json_(json) {}

  Status add(const Line& line) {
    Json item = Json::object();
    item.set("test", line.test);
    item.set(line.unit, line.value);
    items_.push_back(std::move(item));
    if (!json_) TRY(write_out(text(line)));
    return {};
  }
  Status finish() {
    if (json_) TRY(write_out(items_.dump() + "\n"));
    return {};
  }

 private:
  static std::string text(const Line& line) {
    const bool large = line.unit.ends_with("_per_second") && line.unit != "tokens_per_second";
    const double value = large ? line.value / 1e9 : line.unit == "bytes" ? line.value / 1e6 : line.value;
    const std::string_view unit = line.unit == "tokens_per_second"       ? "tokens/s"
                                  : line.unit == "bytes_per_second"      ? "GB/s"
                                  : line.unit == "operations_per_second" ? "GOPS"
                                  : line.unit == "bytes"                 ? "MB"
                                                                         : "s";
    char row[96];
    std::snprintf(row, sizeof row, "%-16s %10.2f %s\n", line.test.c_str(), value, std::string(unit).c_str());
    return row;
  }

  bool json_;
  Json items_ = Json::array();
};

Status report_limits(const Settings& s, const runtime::LoadOptions& options, Report& report) {
  const kernels::KernelTable* table = TRY(kernels::find_table(options.isa));
  const int n_threads = s.n_threads > 0 ? s.n_threads : usable_cores();
  const compute::MachineLimits limits = TRY(compute::measure_limits(*table, n_threads));
  TRY(report.add({"memory_read", "bytes_per_second", limits.memory_bytes_per_second}));
  TRY(report.add({"cache_read", "bytes_per_second", limits.cache_bytes_per_second}));
  return report.add({"int8_dot", "operations_per_second", limits.int8_operations_per_second});
}

Status report_model(const Settings& s, runtime::LoadOptions options, const std::string& path, Report& report) {
  const bool given = !s.prompt_sizes.empty() || !s.generation_sizes.empty();
  std::vector<int32_t> prompts = TRY(numbers("-p", given ? s.prompt_sizes : "512", 0));
  std::vector<int32_t> generations = TRY(numbers("-n", given ? s.generation_sizes : "128", 0));
  std::erase(prompts, 0);
  std::erase(generations, 0);
  const std::vector<int32_t> depths = TRY(numbers("-d", s.depths, 0));
  int32_t longest = 1;
  for (const int32_t n : prompts) longest = std::max(longest, n);
  for (const int32_t n : generations) {
    for (const int32_t depth : depths) longest = std::max(longest, n + depth);
  }
  if (s.n_threads > 0) options.n_threads = s.n_threads;
  options.n_ctx = longest;
  options.n_sequences = s.n_sequences;
  options.max_outputs = std::max(options.max_outputs, s.n_sequences);
  const auto start = std::chrono::steady_clock::now();
  const auto engine = TRY(runtime::Engine::load(path, options));
  TRY(report.add({"load", "seconds", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()}));
  TRY(runtime::measure_prompt(*engine, std::min(longest, 16)));  // touches all weights once

  for (const int32_t n : prompts) {
    const double rate = TRY(median(s.repetitions, [&] { return runtime::measure_prompt(*engine, n); }));
    TRY(report.add({concat("pp", n), "tokens_per_second", rate}));
  }
  for (const int32_t n : generations) {
    for (const int32_t depth : depths) {
      const runtime::GenerationTest test{.n_tokens = n, .depth = depth, .n_sequences = s.n_sequences};
      const double rate = TRY(median(s.repetitions, [&] { return runtime::measure_generation(*engine, test); }));
      TRY(report.add({generation_name(test), "tokens_per_second", rate}));
    }
  }
  return report.add({"memory", "bytes", static_cast<double>(peak_memory_bytes())});
}

// A random model in a temporary file, which goes when the benchmark ends.
Status report_shape(const Settings& s, const runtime::LoadOptions& options, Report& report) {
  const char* folder = std::getenv("TMPDIR");
  const std::string path = concat(folder != nullptr ? folder : "/tmp", "/hearth-bench-", getpid(), ".gguf");
  Status status = model::write_random_model(s.shape, s.type, path);
  if (status) status = report_model(s, options, path, report);
  unlink(path.c_str());
  return status;
}

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text += concat(text.empty() ? "" : ", ", name);
  return text;
}

void declare(CommandLine& line, Settings& s, std::vector<std::string>& files) {
  line.arguments("MODEL", files, "a GGUF model file");
  line.option("-p,--prompt", "N,...", s.prompt_sizes, "time prompts of so many tokens, 0 for none (512)");
  line.option("-n,--generate", "N,...", s.generation_sizes, "time the generation of so many tokens, 0 for none (128)");
  line.option("-d,--depth", "N,...", s.depths, "tokens in the context before generation begins (0)");
  line.option("-t,--threads", "N", s.n_threads, "threads (all cores)");
  line.option("-r,--repetitions", "N", s.repetitions, "runs of each test, of which the median counts (3)");
  line.option("--parallel", "N", s.n_sequences, "sequences generated side by side (1)");
  line.flag("--limits", s.limits, "measure what this machine can do at most instead");
  line.option("--shape", "NAME", s.shape, concat("random weights in the shape of ", joined(model::random_shapes())));
  line.option("--type", "TYPE", s.type, concat("their format (q4_k_m): ", joined(model::random_types())));
  line.option("--write", "FILE", s.write_to, "with --shape: only write the model to FILE");
  line.flag("--json", s.json, "print a JSON list of {test, tokens_per_second}");
}

}  // namespace

Status run_bench(Arguments arguments) {
  Settings s;
  std::vector<std::string> files;
  CommandLine line("bench");
  declare(line, s, files);
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  if (s.repetitions < 1 || s.n_sequences < 1 || s.n_sequences > 256 || s.n_threads < 0 || s.n_threads > 1024) {
    return fail(ErrorCode::kInvalidArgument,
                "-r, --parallel and -t take a number above 0 (--parallel at most 256, -t at most 1024)");
  }
  const runtime::LoadOptions options = TRY(load_engine_options());
  if (!s.shape.empty() && !s.write_to.empty()) return model::write_random_model(s.shape, s.type, s.write_to);
  Report report(s.json);
  if (s.limits) {
    TRY(report_limits(s, options, report));
  } else if (!s.shape.empty()) {
    TRY(report_shape(s, options, report));
  } else if (files.size() == 1) {
    TRY(report_model(s, options, files.front(), report));
  } else {
    return fail(ErrorCode::kInvalidArgument, "bench takes one MODEL, or --shape NAME, or --limits");
  }
  return report.finish();
}

}  // namespace hearth::cli
