// What flows through a network: Tensor (rows of floats in the step's arena) and Weight (a matrix or vector of a
// model, on a device).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "quant/format.h"

namespace hearth::compute {

// A view: no ownership, copied freely, valid until the frame of the step that made it ends.
struct Tensor {
  float* data = nullptr;  // [rows, columns], contiguous
  int32_t rows = 0;
  int32_t columns = 0;

  float* row(int r) const { return data + static_cast<size_t>(r) * static_cast<size_t>(columns); }
};

// Where the bytes of a weight come from: the model file, without this layer knowing its container.
class WeightSource {
 public:
  virtual ~WeightSource() = default;
  // Fills `into` from byte `offset` of the weight. Thread-safe.
  virtual Status read(uint64_t offset, std::span<uint8_t> into) const = 0;
};

struct WeightData {
  std::string name;
  quant::Format format = quant::Format::kF32;
  int32_t rows = 0;     // outputs; 1 for a vector
  int32_t columns = 0;  // inputs
  const WeightSource* source = nullptr;

  // Filled by Device::upload: a matrix becomes panels (kernels/panel.h) in the device's memory, a vector plain floats.
  const uint8_t* panels = nullptr;
  size_t panel_bytes = 0;
  std::vector<float> vector;

  bool is_vector() const { return rows == 1; }
};

// What a family holds: a weight of its model, or nothing where the model has none (a bias).
struct Weight {
  const WeightData* data = nullptr;
  explicit operator bool() const { return data != nullptr; }
};

}  // namespace hearth::compute
