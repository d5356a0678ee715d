// Device: where a model's weights live and its steps run. It lives as long as the model that uses it.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "compute/kv_cache.h"
#include "compute/step.h"

namespace hearth::compute {

enum class Activations {
  kInt8,  // quantized to 8 bits in groups of 32 before a product with quantized weights: fast
  kF32,   // exact: nothing but the stored weights is quantized
};

// What forward() looks like to a device: it calls verbs and returns the logits.
using Network = std::function<Tensor(Step&)>;

class Device {
 public:
  virtual ~Device() = default;

  virtual std::string_view name() const = 0;

  // Reads, checks and packs the weights, on all threads.
  virtual Status upload(std::span<WeightData* const> weights) = 0;

  // Makes room for steps of up to max_rows rows, of which max_outputs want logits, with sequences of up to n_ctx
  // positions; returns the bytes taken.
  virtual Result<size_t> reserve(const Network& network, int max_rows, int max_outputs, int n_ctx) = 0;

  // Runs the network. The logits [rows that want output, n_vocab] stay valid until the next run.
  virtual Tensor run(const Network& network, const StepInput& input, KvCache& cache) = 0;
};

}  // namespace hearth::compute
