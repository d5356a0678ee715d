// Which format each tensor of a model gets when the model is quantized: llama.cpp's mixes, so that a Q4_K_M made here
// is what the name means elsewhere.
//
// Matrices get the format that the quantization is named for. Those that hurt most when they are coarse get a better
// one: the output matrix always, and in the mixes the values of attention and the way back down from the feed-forward
// network, in those layers (first, last, every third) where it pays. Vectors, norms, routers and whatever is no plain
// weight stay as they are. A row that is no whole number of blocks gets a format of smaller blocks.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "gguf/file.h"
#include "quant/format.h"

namespace hearth::store {

enum class Mix : uint8_t {
  kNone,    // all weights have one format of whole numbers of bits: nothing needs a better one
  kPlain,   // a better format for the output only
  kSmall,   // and for the first layers
  kMedium,  // and for the layers where it pays
  kLarge,   // and for all layers
};

struct Quantization {
  std::string_view name;  // "Q4_K_M"
  quant::Format format = quant::Format::kF16;
  Mix mix = Mix::kNone;
};

// In any case; "Q4_K" and "Q5_K" are their medium mixes, "Q3_K" too. kUnsupported lists the names that there are.
Result<Quantization> find_quantization(std::string_view name);

// What the choice depends on beyond the tensor itself.
struct ModelShape {
  int64_t n_layers = 0;
  int64_t n_experts = 0;
  int64_t n_heads_per_kv_head = 1;
  bool has_output = false;    // else the embedding is the output matrix too
  bool is_llama_70b = false;  // 80 layers whose heads share their values by eight
};
ModelShape shape_of(const gguf::File& file);

// The format of the tensor in the new file.
quant::Format choose_format(const Quantization& quantization, const gguf::TensorInfo& tensor, const ModelShape& shape);

}  // namespace hearth::store
