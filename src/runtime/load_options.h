// LoadOptions: how a model is to be loaded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/memory_info.h"
#include "compute/device.h"
#include "compute/kv_cache.h"
#include "runtime/prefix_tree.h"

namespace hearth::runtime {

struct LoadOptions {
  std::string isa = "auto";  // HEARTH_ISA
  int32_t n_threads = 0;     // 0: all cores this process may use
  compute::Activations activations = compute::Activations::kInt8;
  compute::KvType kv_type = compute::KvType::kF16;  // with exact activations F32, whatever this says
  int32_t n_ctx = 0;        // positions of a sequence; 0: what the model was trained for, as far as memory allows
  int32_t least_n_ctx = 0;  // a model trained for as many is not loaded with fewer because memory is short
  int32_t n_sequences = 1;  // that run at a time; they share the KV pages
  int32_t n_contexts = 0;   // of n_ctx that the KV pages are enough for, memory permitting; 0: n_sequences
  int32_t max_rows = 512;   // rows of a step: the longest chunk of a prompt
  int32_t max_outputs = 8;  // rows of a step that may want logits
  EvictionPolicy kv_cache_policy = EvictionPolicy::kLru;
  std::optional<FreeMemory> memory{};  // that it may take; nothing: what is free
};

}  // namespace hearth::runtime
