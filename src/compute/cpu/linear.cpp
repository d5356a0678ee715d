// The matrix products of CpuStep: rows are quantized (or just interleaved) once, then panels are shared out in tasks.
#include <algorithm>
#include <array>

#include "compute/cpu/cpu_step.h"
#include "kernels/panel.h"
#include "kernels/row_tiles.h"

namespace hearth::compute {
namespace {

constexpr int kMaxWeights = 4;
constexpr size_t kTaskBytes = size_t{64} << 10;  // weights a task reads when rows are few: some 5 microseconds
constexpr int kManyRows = 16;

int panel_count(const WeightData& w) { return (w.rows + kernels::kPanelRows - 1) / kernels::kPanelRows; }

// Panels a task takes: a few with many rows (each panel is long work), else enough bytes to pay for the hand-out,
// but not so many that a thread goes without.
int panels_per_task(const WeightData& w, int n_rows, int n_threads) {
  if (n_rows >= kManyRows) return 2;
  const int by_bytes = static_cast<int>(kTaskBytes / kernels::panel_bytes(w.format, static_cast<size_t>(w.columns)));
  const int by_threads = panel_count(w) / (4 * n_threads);
  return std::max(2, std::min(by_bytes, by_threads) / 2 * 2);
}

// Columns times rows of what a task of gated() computes of one matrix: with few rows a task takes more panels, and
// the larger step is given no less.
size_t part_floats(const WeightData& w, int n_rows, int n_threads) {
  const int few = std::min(n_rows, kManyRows - 1);
  const int most = std::max(few * panels_per_task(w, few, n_threads), n_rows * panels_per_task(w, n_rows, n_threads));
  return static_cast<size_t>(most) * kernels::kPanelRows;
}

}  // namespace

struct CpuStep::Input {
  int rows = 0;
  int8_t* q = nullptr;                                 // [padded rows, k] in tiles
  float* scale = nullptr;                              // [padded rows, k / 32]
  std::array<int32_t*, kMaxWeights> corrections = {};  // [padded rows, k / 16] for each weight, of its format
  float* x = nullptr;                                  // [padded rows, k]
  uint8_t* scratch = nullptr;                          // per thread
  size_t scratch_bytes = 0;
};

bool CpuStep::wants_float(const WeightData& weight) const {
  return context_.activations == Activations::kF32 ||
         context_.kernels.takes_float[static_cast<size_t>(weight.format)] != 0;
}

CpuStep::Input CpuStep::prepare(Tensor x, std::span<const WeightData* const> weights) {
  Input in;
  in.rows = x.rows;
  const size_t k = static_cast<size_t>(x.columns);
  const size_t padded = static_cast<size_t>(kernels::padded_rows(x.rows));
  const bool any_float = std::ranges::any_of(weights, [&](const WeightData* w) { return wants_float(*w); });
  const bool any_int8 = !std::ranges::all_of(weights, [&](const WeightData* w) { return wants_float(*w); });
  if (any_float) in.x = arena_.allocate<float>(padded * k);
  if (any_int8) {
    in.q = arena_.allocate<int8_t>(padded * k);
    in.scale = arena_.allocate<float>(padded * k / 32);
    for (size_t i = 0; i < weights.size(); ++i) {
      if (!wants_float(*weights[i])) in.corrections[i] = arena_.allocate<int32_t>(padded * k / 16);
    }
  }
  int32_t* sums =
      arena_.allocate<int32_t>(kernels::kTileRows * k / 16 * static_cast<size_t>(context_.pool.n_threads()));
  in.scratch_bytes = (kernels::scratch_bytes(k) + 63) / 64 * 64;
  in.scratch = arena_.allocate<uint8_t>(in.scratch_bytes * static_cast<size_t>(context_.pool.n_threads()));
  if (idle()) return in;

  const auto tile = [&](int index, int thread) {
    const int row = index * kernels::kTileRows, width = kernels::tile_width(row, x.rows);
    const size_t at = static_cast<size_t>(row) * k;
    const int valid = std::min(width, x.rows - row);
    if (any_float) vector_.interleave_tile(x.row(row), k, valid, width, x.columns, in.x + at);
    if (!any_int8) return;
    int32_t* sum16 = sums + kernels::kTileRows * k / 16 * static_cast<size_t>(thread);
    vector_.quantize_tile(x.row(row), k, valid, width, x.columns, in.q + at, in.scale + at / 32, sum16);
    for (size_t i = 0; i < weights.size(); ++i) {
      if (in.corrections[i] == nullptr) continue;
      const auto correct = context_.kernels.correct_tile[static_cast<size_t>(weights[i]->format)];
      correct(in.scale + at / 32, sum16, width, x.columns, in.corrections[i] + at / 16);
    }
  };
  parallel_for((x.rows + kernels::kTileRows - 1) / kernels::kTileRows, tile);
  return in;
}

kernels::PanelJob CpuStep::job(const WeightData& w, const Input& in, size_t index, int first_panel,
                               int n_panels) const {
  kernels::PanelJob job{};
  job.panels = w.panels + static_cast<size_t>(first_panel) * w.panel_bytes;
  job.panel_bytes = w.panel_bytes;
  job.n_panels = n_panels;
  job.k = w.columns;
  job.n_rows = in.rows;
  job.q = in.q;
  job.scale = in.scale;
  job.corrections = in.corrections[index];
  job.x = in.x;
  job.n_out = w.rows - first_panel * kernels::kPanelRows;
  return job;
}

void CpuStep::run_job(const WeightData& w, const kernels::PanelJob& job) const {
  const size_t format = static_cast<size_t>(w.format);
  if (context_.activations == Activations::kF32)
    context_.kernels.matmul_f32[format](job);
  else
    context_.kernels.matmul[format](job);
}

void CpuStep::linear_into(Tensor x, std::span<const WeightData* const> weights, std::span<Tensor> out) {
  CHECK(weights.size() <= kMaxWeights);
  for (size_t i = 0; i < weights.size(); ++i) out[i] = allocate(x.rows, weights[i]->rows);
  const Frame frame(*this);
  const Input in = prepare(x, weights);
  if (idle() || x.rows == 0) return;

  // Tasks of all weights in one loop: task t belongs to the last weight whose first task is <= t.
  int first_task[kMaxWeights + 1] = {}, per_task[kMaxWeights] = {};
  for (size_t i = 0; i < weights.size(); ++i) {
    per_task[i] = panels_per_task(*weights[i], x.rows, context_.pool.n_threads());
    first_task[i + 1] = first_task[i] + (panel_count(*weights[i]) + per_task[i] - 1) / per_task[i];
  }
  parallel_for(first_task[weights.size()], [&](int task, int thread) {
    size_t i = 0;
    while (task >= first_task[i + 1]) ++i;
    const WeightData& w = *weights[i];
    const int panel = (task - first_task[i]) * per_task[i];
    kernels::PanelJob j = job(w, in, i, panel, std::min(per_task[i], panel_count(w) - panel));
    j.out = out[i].data + static_cast<size_t>(panel) * kernels::kPanelRows;
    j.out_stride = static_cast<size_t>(w.rows);
    j.scratch = in.scratch + in.scratch_bytes * static_cast<size_t>(thread);
    run_job(w, j);
  });
}

Tensor CpuStep::gated(Tensor x, const GatedWeights& weights, Activation activation) {
  const WeightData &g = *weights.gate.data, &u = *weights.up.data;
  const Tensor out = allocate(x.rows, g.rows);
  const Frame frame(*this);
  const Input in = prepare(x, std::array{&g, &u});
  const int n_threads = context_.pool.n_threads(), per_task = panels_per_task(g, x.rows, n_threads);
  const size_t stride = static_cast<size_t>(per_task) * kernels::kPanelRows;
  const size_t part = part_floats(g, x.rows, n_threads);
  float* parts = arena_.allocate<float>(2 * part * static_cast<size_t>(n_threads));
  if (idle()) return out;

  const auto combine = activation == Activation::kSilu ? vector_.silu_mul : vector_.gelu_mul;
  parallel_for((panel_count(g) + per_task - 1) / per_task, [&](int task, int thread) {
    const int panel = task * per_task, n_panels = std::min(per_task, panel_count(g) - panel);
    float* gates = parts + 2 * part * static_cast<size_t>(thread);
    float* ups = gates + part;
    for (size_t i = 0; i < 2; ++i) {
      const WeightData& w = i == 0 ? g : u;
      kernels::PanelJob j = job(w, in, i, panel, n_panels);
      j.out = i == 0 ? gates : ups;
      j.out_stride = stride;
      j.scratch = in.scratch + in.scratch_bytes * static_cast<size_t>(thread);
      run_job(w, j);
    }
    const int first = panel * kernels::kPanelRows, n = std::min(n_panels * kernels::kPanelRows, g.rows - first);
    for (int r = 0; r < x.rows; ++r) {
      const size_t at = static_cast<size_t>(r) * stride;
      if (weights.gate_bias) vector_.add(gates + at, weights.gate_bias.data->vector.data() + first, n, gates + at);
      if (weights.up_bias) vector_.add(ups + at, weights.up_bias.data->vector.data() + first, n, ups + at);
      combine(gates + at, ups + at, n, out.row(r) + first);
    }
  });
  return out;
}

}  // namespace hearth::compute
