// BertModel, and the sentence-transformers made of it: config.json, and how vectors are pooled by modules.json.
#include <array>
#include <cstdint>

#include "base/text.h"
#include "convert/convert.h"
#include "convert/wordpiece_vocabulary.h"

namespace hearth::convert {
namespace {

// The values of bert.pooling_type, as llama.cpp numbers them.
constexpr uint32_t kMean = 1, kCls = 2, kLast = 3;

struct Rename {
  std::string_view from, to;
};

constexpr std::array kOutside = {
    Rename{"embeddings.word_embeddings", "token_embd"},
    Rename{"embeddings.position_embeddings", "position_embd"},
    Rename{"embeddings.token_type_embeddings", "token_types"},
    Rename{"embeddings.LayerNorm", "token_embd_norm"},
};

constexpr std::array kOfALayer = {
    Rename{"attention.self.query", "attn_q"},
    Rename{"attention.self.key", "attn_k"},
    Rename{"attention.self.value", "attn_v"},
    Rename{"attention.output.dense", "attn_output"},
    Rename{"attention.output.LayerNorm", "attn_output_norm"},
    Rename{"intermediate.dense", "ffn_up"},
    Rename{"output.dense", "ffn_down"},
    Rename{"output.LayerNorm", "layer_output_norm"},
};

constexpr std::string_view kPrefix = "bert.", kLayers = "encoder.layer.";

// "encoder.layer.3.output.dense.bias" as "blk.3.ffn_down.bias"; nothing for what the vectors do not depend on: pooler,
// heads, numbers of positions.
std::optional<std::string> gguf_name(std::string_view name) {
  if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  std::string block;
  const bool in_layer = name.starts_with(kLayers);
  if (in_layer) {
    name.remove_prefix(kLayers.size());
    const size_t dot = name.find('.');
    if (dot == std::string_view::npos) return {};
    block = concat("blk.", name.substr(0, dot), '.');
    name.remove_prefix(dot + 1);
  }
  const size_t kind = name.rfind('.');
  if (kind == std::string_view::npos) return {};
  const auto rename = [&](const auto& table) -> std::optional<std::string> {
    for (const Rename& row : table) {
      if (row.from == name.substr(0, kind)) return concat(block, row.to, name.substr(kind));
    }
    return {};
  };
  return in_layer ? rename(kOfALayer) : rename(kOutside);
}

Result<uint32_t> read_pooling(const ModelFolder& folder, const std::string& file) {
  const Json pooling = TRY(folder.json(file));
  std::vector<std::string> modes;
  for (const Json::Member& member : *pooling.if_object()) {
    const bool* set = member.value.if_bool();
    if (member.key.starts_with("pooling_mode_") && set != nullptr && *set) modes.push_back(member.key);
  }
  if (modes.size() == 1 && modes[0] == "pooling_mode_mean_tokens") return kMean;
  if (modes.size() == 1 && modes[0] == "pooling_mode_cls_token") return kCls;
  if (modes.size() == 1 && modes[0] == "pooling_mode_lasttoken") return kLast;
  std::string found;
  for (const std::string& mode : modes) found += concat(found.empty() ? "" : ", ", mode);
  return fail(ErrorCode::kUnsupported, concat(file, ": pools by ", found.empty() ? "nothing" : found,
                                              "; supported is one of mean_tokens, cls_token and lasttoken"));
}

// The mean, unless the parts that the model is made of say otherwise.
Result<uint32_t> pooling_type(const ModelFolder& folder) {
  constexpr std::string_view kFile = "modules.json";
  if (!folder.has(kFile)) return kMean;
  const std::string text = TRY(folder.text(kFile));
  const auto modules = Json::parse(text);
  if (!modules) return within(kFile, modules.error());
  if (modules->if_array() == nullptr) return fail(ErrorCode::kCorrupt, concat(kFile, ": is no array"));
  uint32_t type = kMean;
  for (const Json& module : *modules->if_array()) {
    const Fields fields(kFile, module);
    const std::string kind = TRY(fields.text_or("type", "")), path = TRY(fields.text_or("path", ""));
    const auto is = [&](std::string_view name) { return std::string_view(kind).ends_with(name); };
    if (is(".Pooling")) {
      type = TRY(read_pooling(folder, concat(path, "/config.json")));
    } else if (!is(".Transformer") && !is(".Normalize")) {
      return fail(ErrorCode::kUnsupported,
                  concat(kFile, ": module '", kind, "'; supported: Transformer, Pooling, Normalize"));
    }
  }
  return type;
}

// How long texts were that it was trained on, which may be less than it has positions for.
Status set_context(const ModelFolder& folder, uint32_t n_positions, Json& parameters) {
  constexpr std::string_view kFile = "sentence_bert_config.json";
  if (!folder.has(kFile)) return {};
  const Json config = TRY(folder.json(kFile));
  const uint32_t longest = TRY(Fields(kFile, config).count_or("max_seq_length", n_positions));
  if (longest < n_positions) parameters.set("num_ctx", longest);
  return {};
}

}  // namespace

Status convert_bert(const ModelFolder& folder, Converted& into) {
  const Json config = TRY(folder.json("config.json"));
  const Fields fields("config.json", config);
  const std::string activation = TRY(fields.text_or("hidden_act", "gelu"));
  TRY(fields.require("hidden_act", activation, "gelu"));
  const std::string positions = TRY(fields.text_or("position_embedding_type", "absolute"));
  TRY(fields.require("position_embedding_type", positions, "absolute"));
  const uint32_t n_positions = TRY(fields.count("max_position_embeddings"));

  gguf::Writer& writer = into.writer;
  writer.set("general.architecture", "bert");
  writer.set("bert.block_count", TRY(fields.count("num_hidden_layers")));
  writer.set("bert.context_length", n_positions);
  writer.set("bert.embedding_length", TRY(fields.count("hidden_size")));
  writer.set("bert.feed_forward_length", TRY(fields.count("intermediate_size")));
  writer.set("bert.attention.head_count", TRY(fields.count("num_attention_heads")));
  writer.set("bert.attention.layer_norm_epsilon", TRY(fields.real("layer_norm_eps")));
  writer.set("bert.attention.causal", false);
  writer.set("bert.pooling_type", TRY(pooling_type(folder)));
  writer.set("tokenizer.ggml.token_type_count", TRY(fields.count_or("type_vocab_size", 2)));
  const uint32_t n_vocab = TRY(fields.count("vocab_size"));
  TRY(set_wordpiece_vocabulary(folder, n_vocab, writer));
  TRY(set_context(folder, n_positions, into.parameters));
  bool any_bf16 = false;
  for (const auto& [name, source] : folder.tensors()) {
    const auto renamed = gguf_name(name);
    if (!renamed) continue;
    TRY(add_tensor(writer, *renamed, source));
    any_bf16 = any_bf16 || source.tensor->type == "BF16";
  }
  constexpr uint32_t kF16 = 1, kBF16 = 32;  // general.file_type
  writer.set("general.file_type", any_bf16 ? kBF16 : kF16);
  return {};
}

}  // namespace hearth::convert
