// Rotary frequencies of a model, with the ways in which its context was stretched after the first training.
#pragma once

#include "base/result.h"
#include "compute/step.h"
#include "model/model_file.h"

namespace hearth::model {

enum class RopeScaling {
  kAsFileSays,  // rope.scaling.* and rope_freqs.weight
  kNone,        // a layer that the stretching leaves alone
};

struct RopeSpec {
  compute::RopePairs pairs = compute::RopePairs::kHalves;
  float theta = 10000;
  int32_t dims = 0;  // rotated dimensions of a head, even
  RopeScaling scaling = RopeScaling::kAsFileSays;
};

// Linear interpolation, YaRN (Peng et al. 2023) and per-frequency factors (Llama 3.1, as a tensor).
Result<compute::Rope> read_rope(const ModelFile& file, const RopeSpec& spec);

}  // namespace hearth::model
