// MemoryPlan: what a model takes in memory, part by part, and the context that fits: known before anything is loaded.
//
// All of it follows from the table of tensors, counts in the metadata and a dry run of the largest step, so a model
// that does not fit is refused before its first weight is read, and what is used later is what was planned. A context
// that was asked for is given or refused. Without one it is what the model was trained for, cut to half of what is left
// beside the weights. KV pages beyond one context are for sequences beside each other and for cached prefixes: as many
// as the options want, up to half of what is left. An encoder has the positions that it was trained for, and pages for
// a step full of short texts.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/memory_info.h"
#include "base/result.h"
#include "compute/tensor.h"
#include "runtime/load_options.h"

namespace hearth::runtime {

// What is known of a model before it is loaded.
struct MemoryNeeds {
  uint64_t weight_bytes = 0;      // as packed
  uint64_t vocabulary_bytes = 0;  // the tokenizer's tables, and the header of the file, which stays mapped
  uint64_t page_bytes = 0;        // of a KV page
  bool is_encoder = false;        // reads whole texts in one step, and draws no tokens
  int32_t n_vocab = 0;
  int32_t n_ctx_trained = 0;
  std::function<uint64_t(int32_t max_rows, int32_t max_outputs)> step_bytes{};  // of a step so large
};

struct MemoryPart {
  const char* name;  // "weights"
  uint64_t bytes;
};

struct MemoryPlan {
  uint64_t weight_bytes = 0;
  uint64_t kv_bytes = 0;        // keys and values: n_pages pages
  uint64_t step_bytes = 0;      // activations and logits of the largest step
  uint64_t sampling_bytes = 0;  // a copy of the logits for each sequence
  uint64_t vocabulary_bytes = 0;

  int32_t n_ctx = 0;          // positions of a sequence
  bool n_ctx_is_cut = false;  // the model was trained for more, and memory is short
  int32_t n_pages = 0;
  int32_t max_rows = 0, max_outputs = 0;  // of a step

  std::vector<MemoryPart> parts() const;
  uint64_t total_bytes() const;
  // "1204 MiB of memory: weights 900, keys and values 256, steps 40, sampling 6, vocabulary 2"
  std::string text() const;
};

// kOutOfMemory, with what is needed, what is free and what would fit, when the model or the context does not.
Result<MemoryPlan> plan_memory(const MemoryNeeds& needs, const LoadOptions& options, const FreeMemory& free);

// Of weights in the device's memory: matrices in panels, vectors as floats.
uint64_t packed_bytes(std::span<const compute::WeightData* const> weights);

}  // namespace hearth::runtime
