// CpuStep: the verbs of a step on the processor: what runs in parallel, in which pieces, on which scratch memory.
//
// All arithmetic is in the kernel table; here it is cut into tasks. Small operations of one row run on the calling
// thread, because a barrier would cost more than they do.
//
// With an arena that only counts, verbs allocate and do nothing else, which is how the device learns how much scratch
// a step needs. What a verb allocates follows from shapes, threads and the number of rows, and never shrinks with more
// rows; sequences and positions have no say. So the largest step needs the most.
#pragma once

#include <deque>
#include <span>

#include "base/thread_pool.h"
#include "compute/arena.h"
#include "compute/cpu/rope_table.h"
#include "compute/device.h"
#include "kernels/kernel_table.h"

namespace hearth::compute {

// What outlives a step.
struct CpuContext {
  const kernels::KernelTable& kernels;
  ThreadPool& pool;
  Activations activations;
  std::deque<RopeTable>& rope_tables;  // filled by the first use of a Rope in a step
};

class CpuStep final : public Step {
 public:
  // `cache` is null when the arena only counts.
  CpuStep(const CpuContext& context, Arena& arena, const StepInput& input, KvCache* cache);

  Tensor embed(const Weight& table) override;
  Tensor embed_positions(const Weight& table) override;
  Tensor rms_norm(Tensor x, const Weight& gain, float eps) override;
  void layer_norm(Tensor x, const NormWeights& w, float eps) override;
  void rms_norm_heads(Tensor x, const Weight& gain, float eps) override;
  void rope(Tensor x, int head_dim, const Rope& rope) override;
  Tensor attention(int layer, Tensor q, Tensor k, Tensor v, const AttentionShape& shape) override;
  Tensor gated(Tensor x, const GatedWeights& w, Activation activation) override;
  void gelu(Tensor x) override;
  void add(Tensor x, Tensor y) override;
  void add_bias(Tensor x, const Weight& bias) override;
  void scale(Tensor x, float factor) override;
  Tensor rows_with_output(Tensor x) override;

 protected:
  void linear_into(Tensor x, std::span<const WeightData* const> weights, std::span<Tensor> out) override;
  size_t mark() const override { return arena_.mark(); }
  void release(size_t mark) override { arena_.release(mark); }

 private:
  struct Input;  // a linear's rows in the form that its kernels read

  Tensor allocate(int rows, int columns);
  // For each row of the step the row of table `w` whose number is its `index`.
  Tensor look_up(const WeightData& w, int32_t StepRow::* index);
  // Whether verbs have nothing to compute: the arena only counts, or the step was aborted.
  bool idle() const { return arena_.counts_only() || input_.aborted(); }
  int n_rows() const { return static_cast<int>(input_.rows.size()); }
  bool wants_float(const WeightData& weight) const;
  Input prepare(Tensor x, std::span<const WeightData* const> weights);
  // Of the weight that was `index` in prepare().
  kernels::PanelJob job(const WeightData& weight, const Input& input, size_t index, int first_panel,
                        int n_panels) const;
  void run_job(const WeightData& weight, const kernels::PanelJob& job) const;
  void store_kv(int layer, Tensor k, Tensor v, const AttentionShape& shape);
  // Calls body(task, thread) for all tasks, but for those that have not begun when the step is aborted.
  template <class Body>
  void parallel_for(int n_tasks, const Body& body);
  // Calls body(row) for all rows, in parallel when there are many.
  template <class Body>
  void for_rows(int rows, const Body& body);

  const CpuContext& context_;
  const kernels::VectorKernels& vector_;
  Arena& arena_;
  const StepInput& input_;
  KvCache* cache_;
};

template <class Body>
void CpuStep::parallel_for(int n_tasks, const Body& body) {
  context_.pool.parallel_for(n_tasks, [&](int task, int thread) {
    if (!input_.aborted()) body(task, thread);
  });
}

template <class Body>
void CpuStep::for_rows(int rows, const Body& body) {
  constexpr int kRowsPerTask = 8;
  if (rows <= kRowsPerTask) {
    for (int r = 0; r < rows; ++r) body(r);
    return;
  }
  parallel_for((rows + kRowsPerTask - 1) / kRowsPerTask, [&](int task, int) {
    for (int r = task * kRowsPerTask; r < std::min(rows, (task + 1) * kRowsPerTask); ++r) body(r);
  });
}

}  // namespace hearth::compute
