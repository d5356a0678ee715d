// Keys and values of a step's rows into their pages, in runs of positions that lie side by side in one page.
#include <algorithm>

#include "compute/cpu/cpu_step.h"

namespace hearth::compute {
namespace {

constexpr int kPage = KvCache::kPagePositions;
constexpr int kRun = 16;  // positions that a kernel takes at a time

// How many of the rows [first, end) continue the first one within its page.
int run_length(std::span<const StepRow> rows, int first, int end) {
  const StepRow& row = rows[static_cast<size_t>(first)];
  const int most = std::min(end - first, kPage - row.position % kPage);
  int n = 1;
  while (n < most) {
    const StepRow& next = rows[static_cast<size_t>(first) + static_cast<size_t>(n)];
    if (next.sequence != row.sequence || next.position != row.position + n) break;
    ++n;
  }
  return n;
}

}  // namespace

void CpuStep::store_kv(int layer, Tensor k, Tensor v, const AttentionShape& shape) {
  const auto store_run = [&](int first, int n) {
    const StepRow& row = input_.rows[static_cast<size_t>(first)];
    const int32_t page = input_.pages[static_cast<size_t>(row.sequence)][static_cast<size_t>(row.position / kPage)];
    for (int h = 0; h < shape.n_kv_heads; ++h) {
      const size_t at = static_cast<size_t>(h) * static_cast<size_t>(shape.head_dim);
      vector_.store_kv({.k = k.row(first) + at,
                        .v = v.row(first) + at,
                        .stride = static_cast<size_t>(k.columns),
                        .n = n,
                        .head_dim = shape.head_dim,
                        .slot = row.position % kPage,
                        .kv_type = static_cast<int32_t>(cache_->type()),
                        .k_page = cache_->k(page, layer, h),
                        .v_page = cache_->v(page, layer, h)});
    }
  };
  const auto store_rows = [&](int task, int) {
    const int end = std::min(k.rows, (task + 1) * kRun);
    for (int r = task * kRun; r < end;) {
      const int n = run_length(input_.rows, r, end);
      store_run(r, n);
      r += n;
    }
  };
  parallel_for((k.rows + kRun - 1) / kRun, store_rows);
}

}  // namespace hearth::compute
