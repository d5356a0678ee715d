#include "store/create_tensor_formats.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/text.h"

namespace hearth::store {
namespace {

using enum quant::Format;
using quant::Format;

constexpr Quantization kQuantizations[] = {
#define QUANTIZATION(name, format, mix) {name, quant::Format::format, Mix::mix},
#include "store/create_quantizations.def"
#undef QUANTIZATION
};

// Starts of names of what is no part of the language model: vision, its projector, audio, prediction of several tokens.
constexpr std::string_view kOtherNetworks[] = {"v.", "mm.", "a.", "mtp."};

// Parts of names of matrices that are small, and read in full precision by the networks that have them.
constexpr std::string_view kNeverQuantized[] = {
    "_norm.weight", "ffn_gate_inp", "altup",     "laurel",   "per_layer_model_proj", "position_embd",
    "token_types",  "ssm_conv1d",   "shortconv", "time_mix", "attn_rel_b",
};

char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// The layer that a tensor belongs to: blk.12.ffn_down.weight; 0 for those of no layer.
int64_t layer_of(std::string_view name) {
  if (!name.starts_with("blk.")) return 0;
  int64_t layer = 0;
  std::from_chars(name.data() + 4, name.data() + name.size(), layer);
  return layer;
}

// The first and the last eighth of the layers, and every third between them.
bool pays_more_bits(int64_t layer, int64_t n_layers) {
  return layer < n_layers / 8 || layer >= 7 * n_layers / 8 || (layer - n_layers / 8) % 3 == 2;
}

bool is_matrix_to_quantize(const gguf::TensorInfo& tensor) {
  if (tensor.dims.size() < 2 || !tensor.name.ends_with("weight")) return false;
  const auto is_part = [&](std::string_view part) { return tensor.name.contains(part); };
  const auto is_start = [&](std::string_view start) { return tensor.name.starts_with(start); };
  return std::ranges::none_of(kNeverQuantized, is_part) && std::ranges::none_of(kOtherNetworks, is_start);
}

Format attention_value_format(const Quantization& q, int64_t layer, const ModelShape& shape) {
  Format format = q.format;
  const bool more = pays_more_bits(layer, shape.n_layers);
  if (q.format == kQ2_K) format = shape.n_heads_per_kv_head >= 4 ? kQ4_K : kQ3_K;
  if (q.format == kQ3_K && q.mix == Mix::kMedium) format = layer < 2 ? kQ5_K : kQ4_K;
  if (q.format == kQ3_K && q.mix == Mix::kLarge) format = kQ5_K;
  if ((q.format == kQ4_K || q.format == kQ5_K) && q.mix == Mix::kMedium && more) format = kQ6_K;
  if (q.format == kQ4_K && q.mix == Mix::kSmall && layer < 4) format = kQ5_K;
  if (shape.is_llama_70b && (format == kQ3_K || format == kQ4_K)) format = kQ5_K;
  return shape.n_experts == 8 ? kQ8_0 : format;
}

Format feed_forward_down_format(const Quantization& q, int64_t layer, const ModelShape& shape) {
  const bool more = pays_more_bits(layer, shape.n_layers);
  if (q.format == kQ2_K) return kQ3_K;
  if (q.format == kQ3_K && q.mix == Mix::kMedium) return layer < shape.n_layers / 16 ? kQ5_K : kQ4_K;
  if (q.format == kQ3_K && q.mix == Mix::kLarge) return kQ5_K;
  if ((q.format == kQ4_K || q.format == kQ5_K) && q.mix == Mix::kMedium && more) return kQ6_K;
  if (q.format == kQ4_K && q.mix == Mix::kSmall && layer < shape.n_layers / 8) return kQ5_K;
  return q.format;
}

Format attention_output_format(const Quantization& q, const ModelShape& shape) {
  const bool large = q.mix == Mix::kLarge;
  if (shape.n_experts == 8) {
    return q.format == kQ2_K || q.format == kQ4_K || (q.format == kQ3_K && !large) ? kQ5_K : q.format;
  }
  if (q.format == kQ2_K) return kQ3_K;
  if (q.format == kQ3_K && q.mix == Mix::kMedium) return kQ4_K;
  return q.format == kQ3_K && large ? kQ5_K : q.format;
}

bool is_whole_blocks(Format format, uint64_t columns) {
  return columns % static_cast<uint64_t>(quant::info(format).block_size) == 0;
}

// `format`, or one of smaller blocks that is at least as exact.
Format format_for_row(Format format, uint64_t columns) {
  if (is_whole_blocks(format, columns)) return format;
  Format smaller = kF16;
  if (format == kQ2_K || format == kQ3_K) smaller = kQ4_0;
  if (format == kQ4_K) smaller = kQ5_0;
  if (format == kQ5_K) smaller = kQ5_1;
  if (format == kQ6_K) smaller = kQ8_0;
  return is_whole_blocks(smaller, columns) ? smaller : kF16;
}

Format output_format(const Quantization& q, uint64_t columns) {
  if (!is_whole_blocks(q.format, columns)) return kQ8_0;
  return q.format == kQ8_0 ? kQ8_0 : kQ6_K;
}

// As if rows of every length were whole blocks.
Format wanted_format(const Quantization& q, const gguf::TensorInfo& tensor, const ModelShape& shape) {
  const std::string_view name = tensor.name;
  const int64_t layer = layer_of(name);
  if (name == "output.weight" || (name == "token_embd.weight" && !shape.has_output)) {
    return output_format(q, tensor.columns());
  }
  if (name == "token_embd.weight" || name == "per_layer_token_embd.weight") return q.format;
  if (name.contains("attn_v.weight") || name.contains("attn_qkv.weight"))
    return attention_value_format(q, layer, shape);
  if (name.contains("attn_k.weight") && shape.n_experts == 8) return kQ8_0;
  if (name.contains("ffn_down")) return feed_forward_down_format(q, layer, shape);
  if (name.contains("attn_output.weight")) return attention_output_format(q, shape);
  return q.format;
}

}  // namespace

Result<Quantization> find_quantization(std::string_view name) {
  std::string upper(name);
  std::ranges::transform(upper, upper.begin(), to_upper);
  if (upper == "Q3_K" || upper == "Q4_K" || upper == "Q5_K") upper += "_M";
  const auto found = std::ranges::find(kQuantizations, upper, &Quantization::name);
  if (found != std::end(kQuantizations)) return *found;
  std::string known;
  for (const Quantization& q : kQuantizations) known += concat(known.empty() ? "" : ", ", q.name);
  return fail(ErrorCode::kUnsupported,
              concat("unsupported quantization type ", name, " - supported types are ", known));
}

ModelShape shape_of(const gguf::File& file) {
  const std::string architecture(file.find_string("general.architecture").value_or(""));
  const auto number = [&](std::string_view key, int64_t otherwise) {
    return file.find_integer(concat(architecture, '.', key)).value_or(otherwise);
  };
  ModelShape shape;
  shape.n_layers = number("block_count", 0);
  shape.n_experts = number("expert_count", 0);
  const int64_t n_heads = number("attention.head_count", 1);
  const int64_t n_kv_heads = number("attention.head_count_kv", n_heads);
  shape.n_heads_per_kv_head = n_kv_heads > 0 ? n_heads / n_kv_heads : 1;
  shape.has_output = file.find_tensor("output.weight") != nullptr;
  shape.is_llama_70b = architecture == "llama" && shape.n_layers == 80 && n_heads != n_kv_heads;
  return shape;
}

quant::Format choose_format(const Quantization& quantization, const gguf::TensorInfo& tensor, const ModelShape& shape) {
  if (!is_matrix_to_quantize(tensor)) return tensor.format->format;
  if (quantization.mix == Mix::kNone) return quantization.format;
  return format_for_row(wanted_format(quantization, tensor, shape), tensor.columns());
}

}  // namespace hearth::store
