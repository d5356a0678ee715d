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

// Panels of a matrix in tasks of about 1 MiB of the file: read, packed, and the buffer used again.
Status CpuDevice::pack(WeightData& w) {
  const size_t row_bytes = file_row_bytes(w), k = static_cast<size_t>(w.columns);
  const int n_panels = (w.rows + kernels::kPanelRows - 1) / kernels::kPanelRows;
  w.panel_bytes = kernels::panel_bytes(w.format, k);
  w.panels = TRY(AlignedBuffer::create(w.panel_bytes * static_cast<size_t>(n_panels)));
  const int per_task = std::max(1, static_cast<int>((size_t{1} << 18) / (row_bytes * kernels::kPanelRows)));
  std::mutex mutex;
  Status status;
  pool_.parallel_for((n_panels + per_task - 1) / per_task, [&](int task, int) {
    const int panel = task * per_task, last = std::min(n_panels, panel + per_task);
    const int row = panel * kernels::kPanelRows, n_rows = std::min(w.rows, last * kernels::kPanelRows) - row;
    thread_local std::vector<uint8_t> bytes;
    bytes.resize(static_cast<size_t>(n_rows) * row_bytes);
    const Status read = w.source->read(static_cast<uint64_t>(row) * row_bytes, bytes);
    if (!read) {
      const std::lock_guard lock(mutex);
      status = read;
      return;
    }
    for (int p = panel; p < last; ++p) {
      const int done = (p - panel) * kernels::kPanelRows;
      kernels::pack_panel(w.format, bytes.data() + static_cast<size_t>(done) * row_bytes, row_bytes,
                          std::min<int>(kernels::kPanelRows, n_rows - done), k,
                          w.panels.data() + static_cast<size_t>(p) * w.panel_bytes);
    }
  });
  return status;
}

Status CpuDevice::upload(std::span<WeightData* const> weights) {
  for (WeightData* w : weights) {
    const Status status = w->is_vector() ? load_vector(*w) : pack(*w);
    if (!status) return within(w->name, status.error());
  }
  return {};
}

size_t CpuDevice::scratch_bytes(const Network& network, const StepInput& input) {
  Arena counter;
  const CpuContext context{*options_.kernels, pool_, options_.activations, rope_tables_};
  CpuStep step(context, counter, input, nullptr);
  network(step);
  return counter.peak_bytes();
}

Result<size_t> CpuDevice::reserve(const Network& network, int max_rows, int max_outputs, int n_ctx) {
  // The two extremes: one sequence's longest chunk at the end of the context, and many sequences of one row each.
  std::vector<StepRow> rows(static_cast<size_t>(max_rows));
  const std::vector<std::span<const int32_t>> no_pages(static_cast<size_t>(max_rows));
  const auto bytes_for = [&](int n_rows, int n_outputs, int n_sequences) {
    for (int r = 0; r < n_rows; ++r) {
      const int position = n_sequences == 1 ? n_ctx - n_rows + r : n_ctx - 1;
      rows[static_cast<size_t>(r)] = {0, std::max(0, position), n_sequences == 1 ? 0 : r, r < n_outputs};
    }
    return scratch_bytes(network, {std::span(rows).first(static_cast<size_t>(n_rows)), no_pages});
  };
  size_t bytes = bytes_for(std::min(max_rows, n_ctx), std::min({max_rows, max_outputs, n_ctx}), 1);
  for (int n = 1; n <= std::min(max_rows, max_outputs); n *= 2) bytes = std::max(bytes, bytes_for(n, n, n));
  bytes = std::max(bytes, bytes_for(std::min(max_rows, max_outputs), max_outputs, max_outputs));
  // A short chunk is split by blocks where a long one is not, which needs room for partial sums.
  for (int n = 1; n < std::min(max_rows, n_ctx); n *= 2)
    bytes = std::max(bytes, bytes_for(n, std::min(n, max_outputs), 1));
  scratch_ = TRY(AlignedBuffer::create(bytes));
  return bytes;
}

Tensor CpuDevice::run(const Network& network, const StepInput& input, KvCache& cache) {
  rope_tables_.clear();
  Arena arena(scratch_.data(), scratch_.size_bytes());
  const CpuContext context{*options_.kernels, pool_, options_.activations, rope_tables_};
  CpuStep step(context, arena, input, &cache);
  return network(step);
}

}  // namespace hearth::compute
