// CpuDevice: the processor of this machine.
#pragma once

#include <deque>
#include <memory>

#include "base/aligned_buffer.h"
#include "base/thread_pool.h"
#include "compute/arena.h"
#include "compute/cpu/rope_table.h"
#include "compute/device.h"
#include "kernels/kernel_table.h"

namespace hearth::compute {

struct CpuOptions {
  const kernels::KernelTable* kernels = nullptr;  // kernels::find_table()
  int n_threads = 1;
  Activations activations = Activations::kInt8;
};

class CpuDevice final : public Device {
 public:
  explicit CpuDevice(const CpuOptions& options);

  std::string_view name() const override { return options_.kernels->name; }
  size_t scratch_bytes(const Network& network, int max_rows, int max_outputs) override;
  Status upload(std::span<WeightData* const> weights) override;
  Result<size_t> reserve(const Network& network, int max_rows, int max_outputs) override;
  Tensor run(const Network& network, const StepInput& input, KvCache& cache) override;
  void for_each(int n, const std::function<void(int)>& body) override;

 private:
  Status pack(std::span<WeightData* const> matrices);

  CpuOptions options_;
  ThreadPool pool_;
  AlignedBuffer weights_;  // the panels of all matrices
  AlignedBuffer scratch_;
  std::deque<RopeTable> rope_tables_;
};

}  // namespace hearth::compute
