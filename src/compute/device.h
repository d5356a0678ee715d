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

  // Scratch memory for steps of up to max_rows rows, of which max_outputs want logits, whatever the sequences and
  // their positions. Known as soon as the shapes of the weights are: upload() may come later.
  virtual size_t scratch_bytes(const Network& network, int max_rows, int max_outputs) = 0;

  // Reads, checks and packs the weights, on all threads.
  virtual Status upload(std::span<WeightData* const> weights) = 0;

  // Takes the memory that scratch_bytes() says, and says it.
  virtual Result<size_t> reserve(const Network& network, int max_rows, int max_outputs) = 0;

  // Runs the network. The logits [rows that want output, n_vocab] stay valid until the next run; when the step was
  // aborted they hold nothing.
  virtual Tensor run(const Network& network, const StepInput& input, KvCache& cache) = 0;

  // Calls body(i) for every i in [0, n) on the device's threads and returns when all are done: work of the host
  // between two steps, such as sampling for several sequences. Never while a step runs.
  virtual void for_each(int n, const std::function<void(int)>& body) = 0;
};

}  // namespace hearth::compute
