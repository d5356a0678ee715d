#include "compute/cpu/cpu_device.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "base/check.h"
#include "base/text.h"
#include "compute/cpu/cpu_step.h"
#include "kernels/panel.h"

namespace hearth::compute {
namespace {

size_t file_row_bytes(const WeightData& w) {
  return quant::row_bytes(quant::info(w.format), static_cast<size_t>(w.columns));
}

constexpr size_t kTaskBytes = size_t{1} << 18;

int panel_count(const WeightData& w) { return (w.rows + kernels::kPanelRows - 1) / kernels::kPanelRows; }

Status load_vector(WeightData& w) {
  std::vector<uint8_t> bytes(file_row_bytes(w));
  TRY(w.source->read(0, bytes));
  w.vector.resize(static_cast<size_t>(w.columns));
  quant::info(w.format).decode(bytes.data(), w.vector.data(), w.vector.size());
  return {};
}

}  // namespace

CpuDevice::CpuDevice(const CpuOptions& options) : options_(options), pool_(options.n_threads) {
  CHECK(options.kernels != nullptr);
}

// All matrices side by side in one buffer, which then is made of huge pages, in tasks of about 256 KiB of the file:
// read, packed, and the buffer used again.
Status CpuDevice::pack(std::span<WeightData* const> matrices) {
  struct Task {
    const WeightData* weight;
    uint8_t* panels;
    int row, n_rows;
  };
  std::vector<size_t> offsets;
  size_t total = 0;
  for (WeightData* w : matrices) {
    w->panel_bytes = kernels::panel_bytes(w->format, static_cast<size_t>(w->columns));
    offsets.push_back(total);
    total += w->panel_bytes * static_cast<size_t>(panel_count(*w));
  }
  weights_ = TRY(AlignedBuffer::create(total));

  std::vector<Task> tasks;
  for (size_t i = 0; i < matrices.size(); ++i) {
    WeightData& w = *matrices[i];
    w.panels = weights_.data() + offsets[i];
    const int n_panels = panel_count(w);
    const int per_task = std::max(1, static_cast<int>(kTaskBytes / (file_row_bytes(w) * kernels::kPanelRows)));
    for (int panel = 0; panel < n_panels; panel += per_task) {
      const int row = panel * kernels::kPanelRows, end = std::min(w.rows, row + per_task * kernels::kPanelRows);
      tasks.push_back({&w, weights_.data() + offsets[i] + static_cast<size_t>(panel) * w.panel_bytes, row, end - row});
    }
  }

  std::mutex mutex;
  Status status;
  pool_.parallel_for(static_cast<int>(tasks.size()), [&](int index, int) {
    const Task& task = tasks[static_cast<size_t>(index)];
    const WeightData& w = *task.weight;
    const size_t row_bytes = file_row_bytes(w);
    thread_local std::vector<uint8_t> bytes;
    bytes.resize(static_cast<size_t>(task.n_rows) * row_bytes);
    const Status read = w.source->read(static_cast<uint64_t>(task.row) * row_bytes, bytes);
    if (!read) {
      const std::lock_guard lock(mutex);
      status = within(w.name, read.error());
      return;
    }
    uint8_t* panel = task.panels;
    for (int done = 0; done < task.n_rows; done += kernels::kPanelRows, panel += w.panel_bytes) {
      kernels::pack_panel(w.format, bytes.data() + static_cast<size_t>(done) * row_bytes, row_bytes,
                          std::min<int>(kernels::kPanelRows, task.n_rows - done), static_cast<size_t>(w.columns),
                          panel);
    }
  });
  return status;
}

Status CpuDevice::upload(std::span<WeightData* const> weights) {
  std::vector<WeightData*> matrices;
  for (WeightData* w : weights) {
    if (!w->is_vector()) {
      matrices.push_back(w);
      continue;
    }
    const Status status = load_vector(*w);
    if (!status) return within(w->name, status.error());
  }
  return pack(matrices);
}

// One dry run of the largest step, because a verb never takes less for more rows (cpu_step.h).
size_t CpuDevice::scratch_bytes(const Network& network, int max_rows, int max_outputs) {
  std::vector<StepRow> rows(static_cast<size_t>(max_rows));
  for (int r = 0; r < std::min(max_rows, max_outputs); ++r) rows[static_cast<size_t>(r)].wants_output = true;
  const StepInput input{.rows = rows, .pages = {}};
  Arena counter;
  const CpuContext context{*options_.kernels, pool_, options_.activations, rope_tables_};
  CpuStep step(context, counter, input, nullptr);
  network(step);
  return counter.peak_bytes();
}

Result<size_t> CpuDevice::reserve(const Network& network, int max_rows, int max_outputs) {
  scratch_ = TRY(AlignedBuffer::create(scratch_bytes(network, max_rows, max_outputs)));
  return scratch_.size_bytes();
}

Tensor CpuDevice::run(const Network& network, const StepInput& input, KvCache& cache) {
  rope_tables_.clear();
  Arena arena(scratch_.data(), scratch_.size_bytes());
  const CpuContext context{*options_.kernels, pool_, options_.activations, rope_tables_};
  CpuStep step(context, arena, input, &cache);
  return network(step);
}

void CpuDevice::for_each(int n, const std::function<void(int)>& body) {
  pool_.parallel_for(n, [&](int i, int) { body(i); });
}

}  // namespace hearth::compute
