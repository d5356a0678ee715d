#include "model/random_model.h"

#include <array>
#include <cmath>
#include <random>

#include "base/text.h"
#include "gguf/writer.h"
#include "quant/format.h"

namespace hearth::model {
namespace {

using quant::Format;

struct Shape {
  std::string_view name;
  uint32_t n_layers, model_dim, ffn_dim, n_heads, n_kv_heads, n_vocab, n_ctx;
  float rope_theta;
};

constexpr std::array kShapes = {
    Shape{"llama-3.2-1b", 16, 2048, 8192, 32, 8, 128256, 131072, 500000},
    Shape{"llama-3.1-8b", 32, 4096, 14336, 32, 8, 128256, 131072, 500000},
    Shape{"smollm2-135m", 30, 576, 1536, 9, 3, 49152, 8192, 100000},
};

// Formats of the matrices: `more` is what the usual recipes give to value and down projections of some layers and
// to the embedding.
struct Type {
  std::string_view name;
  Format base, more;
  uint32_t file_type;  // general.file_type as llama.cpp numbers it
};

constexpr std::array kTypes = {
    Type{"f32", Format::kF32, Format::kF32, 0},       Type{"f16", Format::kF16, Format::kF16, 1},
    Type{"bf16", Format::kBF16, Format::kBF16, 32},   Type{"q4_0", Format::kQ4_0, Format::kQ6_K, 2},
    Type{"q4_1", Format::kQ4_1, Format::kQ6_K, 3},    Type{"q5_0", Format::kQ5_0, Format::kQ6_K, 8},
    Type{"q5_1", Format::kQ5_1, Format::kQ6_K, 9},    Type{"q8_0", Format::kQ8_0, Format::kQ8_0, 7},
    Type{"q2_k", Format::kQ2_K, Format::kQ3_K, 10},   Type{"q3_k_m", Format::kQ3_K, Format::kQ4_K, 12},
    Type{"q4_k_m", Format::kQ4_K, Format::kQ6_K, 15}, Type{"q5_k_m", Format::kQ5_K, Format::kQ6_K, 17},
    Type{"q6_k", Format::kQ6_K, Format::kQ6_K, 18},
};

bool is_mixed(const Type& type) { return type.name.ends_with("_k_m") || type.name == "q2_k"; }

// A few rows of random weights, encoded once and repeated: encoding a billion weights would take minutes, and the
// time of a product does not depend on their values.
class RandomRows {
 public:
  RandomRows(Format format, uint64_t columns) : row_bytes_(quant::row_bytes(quant::info(format), columns)) {
    std::mt19937 generator(static_cast<unsigned>(format));
    std::normal_distribution<float> weight(0.0f, 1.0f / std::sqrt(static_cast<float>(columns)));
    std::vector<float> values(columns * kRows);
    for (float& value : values) value = weight(generator);
    bytes_.resize(row_bytes_ * kRows);
    quant::info(format).encode(values.data(), bytes_.data(), values.size());
  }

  Bytes row(uint64_t i) const { return Bytes(bytes_).subspan(row_bytes_ * (i * 7 % kRows), row_bytes_); }

 private:
  static constexpr uint64_t kRows = 61;
  size_t row_bytes_;
  std::vector<uint8_t> bytes_;
};

// The format itself, or Q8_0 where the columns are no whole number of its blocks.
Format fitting(Format format, uint64_t columns) {
  return columns % static_cast<uint64_t>(quant::info(format).block_size) == 0 ? format : Format::kQ8_0;
}

void add_matrix(gguf::Writer& writer, const std::string& name, Format wanted, uint64_t rows, uint64_t columns) {
  const Format format = fitting(wanted, columns);
  writer.add_tensor({name, format, {columns, rows}}, [=](const gguf::Writer::Emit& emit) -> Status {
    const RandomRows random(format, columns);
    for (uint64_t i = 0; i < rows; ++i) TRY(emit(random.row(i)));
    return {};
  });
}

void add_ones(gguf::Writer& writer, const std::string& name, uint64_t n) {
  writer.add_weights({name, Format::kF32, {n}}, std::vector<float>(n, 1.0f));
}

// The mixtures raise the first and last eighth of the layers and every third in between.
bool raised(uint32_t layer, uint32_t n_layers) {
  return layer < n_layers / 8 || layer >= 7 * n_layers / 8 || (layer - n_layers / 8) % 3 == 2;
}

void add_layer(gguf::Writer& writer, const Shape& s, const Type& type, uint32_t i) {
  const std::string blk = concat("blk.", i, ".");
  const Format more = is_mixed(type) && raised(i, s.n_layers) ? type.more : type.base;
  const uint64_t kv_dim = uint64_t{s.n_kv_heads} * (s.model_dim / s.n_heads);
  add_ones(writer, blk + "attn_norm.weight", s.model_dim);
  add_matrix(writer, blk + "attn_q.weight", type.base, s.model_dim, s.model_dim);
  add_matrix(writer, blk + "attn_k.weight", type.base, kv_dim, s.model_dim);
  add_matrix(writer, blk + "attn_v.weight", more, kv_dim, s.model_dim);
  add_matrix(writer, blk + "attn_output.weight", type.base, s.model_dim, s.model_dim);
  add_ones(writer, blk + "ffn_norm.weight", s.model_dim);
  add_matrix(writer, blk + "ffn_gate.weight", type.base, s.ffn_dim, s.model_dim);
  add_matrix(writer, blk + "ffn_up.weight", type.base, s.ffn_dim, s.model_dim);
  add_matrix(writer, blk + "ffn_down.weight", more, s.model_dim, s.ffn_dim);
}

// The 256 bytes as byte-level BPE spells them, then made-up words: enough for any text.
std::vector<std::string> made_up_tokens(uint32_t n) {
  std::vector<std::string> tokens;
  int next = 256;
  for (int byte = 0; byte < 256; ++byte) {
    const bool plain = (byte >= 33 && byte <= 126) || (byte >= 161 && byte != 173);
    const int code = plain ? byte : next++;
    if (code < 0x80)
      tokens.push_back(std::string(1, static_cast<char>(code)));
    else
      tokens.push_back({static_cast<char>(0xc0 | code >> 6), static_cast<char>(0x80 | (code & 63))});
  }
  for (uint32_t i = 256; i < n; ++i) tokens.push_back(concat("w", i));
  tokens[256] = "w2";  // the one merge that there is
  tokens[n - 2] = "<|begin_of_text|>";
  tokens[n - 1] = "<|end_of_text|>";
  return tokens;
}

void set_metadata(gguf::Writer& w, const Shape& s, const Type& type) {
  w.set("general.architecture", "llama");
  w.set("general.name", concat("random ", s.name));
  w.set("general.file_type", type.file_type);
  w.set("llama.block_count", s.n_layers);
  w.set("llama.context_length", s.n_ctx);
  w.set("llama.embedding_length", s.model_dim);
  w.set("llama.feed_forward_length", s.ffn_dim);
  w.set("llama.attention.head_count", s.n_heads);
  w.set("llama.attention.head_count_kv", s.n_kv_heads);
  w.set("llama.attention.layer_norm_rms_epsilon", 1e-5f);
  w.set("llama.rope.freq_base", s.rope_theta);
  w.set("llama.rope.dimension_count", s.model_dim / s.n_heads);
  w.set("llama.vocab_size", s.n_vocab);
  w.set("tokenizer.ggml.model", "gpt2");
  w.set("tokenizer.ggml.pre", "llama-bpe");
  w.set("tokenizer.ggml.tokens", made_up_tokens(s.n_vocab));
  std::vector<int32_t> types(s.n_vocab, 1);
  types[s.n_vocab - 2] = types[s.n_vocab - 1] = 3;  // control
  w.set("tokenizer.ggml.token_type", types);
  w.set("tokenizer.ggml.merges", std::vector<std::string>{"w 2"});
  w.set("tokenizer.ggml.bos_token_id", s.n_vocab - 2);
  w.set("tokenizer.ggml.eos_token_id", s.n_vocab - 1);
}

template <class Table>
auto find(const Table& table, std::string_view kind, std::string_view name) -> Result<typename Table::value_type> {
  std::string known;
  for (const auto& row : table) {
    if (row.name == name) return row;
    known += concat(known.empty() ? "" : ", ", row.name);
  }
  return fail(ErrorCode::kInvalidArgument, concat("unknown ", kind, " '", name, "'; known: ", known));
}

template <class Table>
std::vector<std::string_view> names(const Table& table) {
  std::vector<std::string_view> list;
  for (const auto& row : table) list.push_back(row.name);
  return list;
}

}  // namespace

std::vector<std::string_view> random_shapes() { return names(kShapes); }
std::vector<std::string_view> random_types() { return names(kTypes); }

Status write_random_model(std::string_view shape_name, std::string_view type_name, const std::string& path) {
  const Shape s = TRY(find(kShapes, "shape", shape_name));
  const Type type = TRY(find(kTypes, "type", type_name));
  gguf::Writer writer;
  set_metadata(writer, s, type);
  add_matrix(writer, "token_embd.weight", type.more, s.n_vocab, s.model_dim);
  add_ones(writer, "output_norm.weight", s.model_dim);
  for (uint32_t i = 0; i < s.n_layers; ++i) add_layer(writer, s, type, i);
  return writer.write(path);
}

}  // namespace hearth::model
