// The verbs of CpuStep that work on one row at a time.
#include <cstring>

#include "compute/cpu/cpu_step.h"

namespace hearth::compute {

CpuStep::CpuStep(const CpuContext& context, Arena& arena, const StepInput& input, KvCache* cache)
    : context_(context), vector_(context.kernels.vector), arena_(arena), input_(input), cache_(cache) {}

Tensor CpuStep::allocate(int rows, int columns) {
  return {arena_.allocate<float>(static_cast<size_t>(rows) * static_cast<size_t>(columns)), rows, columns};
}

Tensor CpuStep::embed(const Weight& table) { return look_up(*table.data, &StepRow::token); }

Tensor CpuStep::embed_positions(const Weight& table) { return look_up(*table.data, &StepRow::position); }

Tensor CpuStep::look_up(const WeightData& w, int32_t StepRow::* index) {
  const Tensor out = allocate(n_rows(), w.columns);
  const Frame frame(*this);
  const size_t panel_floats = static_cast<size_t>(w.columns) * kernels::kPanelRows;
  float* scratch = arena_.allocate<float>(panel_floats * static_cast<size_t>(context_.pool.n_threads()));
  if (idle()) return out;
  parallel_for(n_rows(), [&](int r, int thread) {
    float* panel = scratch + panel_floats * static_cast<size_t>(thread);
    const size_t row = static_cast<size_t>(input_.rows[static_cast<size_t>(r)].*index);
    const size_t lane = row % kernels::kPanelRows;
    const uint8_t* packed = w.panels + row / kernels::kPanelRows * w.panel_bytes;
    context_.kernels.unpack[static_cast<size_t>(w.format)](packed, w.columns, panel);
    float* to = out.row(r);
    for (int i = 0; i < w.columns; ++i) to[i] = panel[static_cast<size_t>(i) * kernels::kPanelRows + lane];
  });
  return out;
}

Tensor CpuStep::rms_norm(Tensor x, const Weight& gain, float eps) {
  const Tensor out = allocate(x.rows, x.columns);
  if (idle()) return out;
  for_rows(x.rows, [&](int r) { vector_.rms_norm(x.row(r), gain.data->vector.data(), eps, x.columns, out.row(r)); });
  return out;
}

void CpuStep::layer_norm(Tensor x, const NormWeights& w, float eps) {
  if (idle()) return;
  const float *gain = w.gain.data->vector.data(), *bias = w.bias.data->vector.data();
  for_rows(x.rows, [&](int r) { vector_.layer_norm(x.row(r), gain, bias, eps, x.columns, x.row(r)); });
}

void CpuStep::rms_norm_heads(Tensor x, const Weight& gain, float eps) {
  if (idle()) return;
  const int head_dim = gain.data->columns;
  for_rows(x.rows, [&](int r) {
    for (float* head = x.row(r); head < x.row(r) + x.columns; head += head_dim) {
      vector_.rms_norm(head, gain.data->vector.data(), eps, head_dim, head);
    }
  });
}

void CpuStep::rope(Tensor x, int head_dim, const Rope& rope) {
  if (idle()) return;
  RopeTable* table = nullptr;
  for (RopeTable& known : context_.rope_tables) {
    if (known.rope == &rope) table = &known;
  }
  if (table == nullptr) {
    table = &context_.rope_tables.emplace_back();
    table->fill(rope, input_.rows, context_.pool);
  }
  const int n_pairs = static_cast<int>(rope.frequencies.size());
  const int interleaved = rope.pairs == RopePairs::kNeighbours ? 1 : 0;
  for_rows(x.rows, [&](int r) {
    const size_t at = static_cast<size_t>(r) * static_cast<size_t>(n_pairs);
    vector_.rope(x.row(r), x.columns / head_dim, head_dim, n_pairs, interleaved, table->cos.data() + at,
                 table->sin.data() + at);
  });
}

void CpuStep::gelu(Tensor x) {
  if (idle()) return;
  for_rows(x.rows, [&](int r) { vector_.gelu(x.row(r), x.columns, x.row(r)); });
}

void CpuStep::add(Tensor x, Tensor y) {
  if (idle()) return;
  for_rows(x.rows, [&](int r) { vector_.add(x.row(r), y.row(r), x.columns, x.row(r)); });
}

void CpuStep::add_bias(Tensor x, const Weight& bias) {
  if (!bias || idle()) return;
  for_rows(x.rows, [&](int r) { vector_.add(x.row(r), bias.data->vector.data(), x.columns, x.row(r)); });
}

void CpuStep::scale(Tensor x, float factor) {
  if (idle()) return;
  for_rows(x.rows, [&](int r) { vector_.scale(x.row(r), factor, x.columns, x.row(r)); });
}

Tensor CpuStep::rows_with_output(Tensor x) {
  int wanted = 0;
  for (const StepRow& row : input_.rows) wanted += row.wants_output ? 1 : 0;
  const Tensor out = allocate(wanted, x.columns);
  if (idle()) return out;
  int to = 0;
  for (int r = 0; r < x.rows; ++r) {
    if (!input_.rows[static_cast<size_t>(r)].wants_output) continue;
    std::memcpy(out.row(to++), x.row(r), sizeof(float) * static_cast<size_t>(x.columns));
  }
  return out;
}

}  // namespace hearth::compute
