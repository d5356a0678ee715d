#include "cli/model_tables.h"

#include <algorithm>
#include <cmath>

#include "base/number_text.h"
#include "base/text.h"
#include "cli/relative_time.h"
#include "cli/table.h"

namespace hearth::cli {
namespace {

constexpr size_t kIdDigits = 12;

std::string bytes_text(int64_t bytes) { return size_text(static_cast<uint64_t>(std::max(bytes, int64_t{0}))); }

}  // namespace

std::string list_text(const std::vector<ollama::ModelEntry>& models, WallTime now) {
  std::vector<Row> rows = {{"NAME", "ID", "SIZE", "MODIFIED"}};
  for (const ollama::ModelEntry& model : models) {
    rows.push_back(
        {model.name, model.digest.substr(0, kIdDigits), bytes_text(model.size), relative_time(model.modified_at, now)});
  }
  return columns_text(rows);
}

std::string ps_text(const std::vector<ollama::RunningModel>& models, WallTime now) {
  std::vector<Row> rows = {{"NAME", "ID", "SIZE", "PROCESSOR", "CONTEXT", "UNTIL"}};
  for (const ollama::RunningModel& model : models) {
    rows.push_back({model.name, model.digest.substr(0, kIdDigits), bytes_text(model.size),
                    processor_text(model.size, model.size_vram), concat(model.context_length),
                    until_text(model.expires_at, now)});
  }
  return columns_text(rows);
}

std::string processor_text(int64_t size, int64_t size_vram) {
  if (size <= 0 || size_vram < 0 || size_vram > size) return "Unknown";
  if (size_vram == 0) return "100% CPU";
  if (size_vram == size) return "100% GPU";
  const double on_cpu = static_cast<double>(size - size_vram) / static_cast<double>(size);
  const int64_t percent = std::llround(on_cpu * 100);
  return concat(percent, "%/", 100 - percent, "% CPU/GPU");
}

}  // namespace hearth::cli
