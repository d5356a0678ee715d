// The BERT family (Devlin et al. 2018): an encoder, in which every token sees the whole text. What is read from it are
// the hidden states of its last layer; pooled, they stand for the text (Reimers and Gurevych 2019).

#include <cmath>

#include "base/check.h"
#include "base/text.h"
#include "model/model.h"
#include "model/model_file.h"

namespace hearth::model {
namespace {

using compute::NormWeights;

struct Config {
  int n_layers, n_heads, head_dim, model_dim, ffn_dim, vocab_size, n_positions, n_types;
  float norm_eps;
};

struct Layer {
  Weight q, k, v;                 // [model_dim, model_dim]
  Weight q_bias, k_bias, v_bias;  // [model_dim]
  Weight attn_out;                // [model_dim, model_dim]
  Weight attn_out_bias;           // [model_dim]
  NormWeights attn_norm;          // [model_dim]
  Weight up;                      // [ffn_dim, model_dim]
  Weight up_bias;                 // [ffn_dim]
  Weight down;                    // [model_dim, ffn_dim]
  Weight down_bias;               // [model_dim]
  NormWeights ffn_norm;           // [model_dim]
};

class Bert final : public Model {
 public:
  static Result<std::unique_ptr<Model>> load(ModelFile& file);

  Tensor hidden(Step& step) const override {
    const Tensor x = step.embed(tokens_);
    step.add(x, step.embed_positions(positions_));
    step.add_bias(x, first_type_);
    step.layer_norm(x, norm_, config_.norm_eps);
    for (const Layer& w : layers_) layer(step, w, x);
    return step.rows_with_output(x);
  }

  Tensor forward(Step& /*step*/) const override {
    CHECK(false);
    return {};
  }

  bool is_encoder() const override { return true; }

  // All layers use the same pages in turn: a step holds all of a text, so a layer's keys are of no use behind it.
  compute::KvShape kv_shape() const override { return {1, config_.n_heads, config_.head_dim}; }

 private:
  void layer(Step& step, const Layer& w, Tensor x) const {
    const Step::Frame frame(step);
    step.add(x, attention(step, w, x));
    step.layer_norm(x, w.attn_norm, config_.norm_eps);
    step.add(x, feed_forward(step, w, x));
    step.layer_norm(x, w.ffn_norm, config_.norm_eps);
  }

  Tensor attention(Step& step, const Layer& w, Tensor x) const {
    const auto [q, k, v] = step.linear(x, w.q, w.k, w.v);
    step.add_bias(q, w.q_bias);
    step.add_bias(k, w.k_bias);
    step.add_bias(v, w.v_bias);
    const Tensor out = step.linear(step.attention(0, q, k, v, shape_), w.attn_out);
    step.add_bias(out, w.attn_out_bias);
    return out;
  }

  static Tensor feed_forward(Step& step, const Layer& w, Tensor x) {
    const Tensor inner = step.linear(x, w.up);
    step.add_bias(inner, w.up_bias);
    step.gelu(inner);
    const Tensor out = step.linear(inner, w.down);
    step.add_bias(out, w.down_bias);
    return out;
  }

  Config config_{};
  AttentionShape shape_;
  Weight tokens_;      // [vocab_size, model_dim]
  Weight positions_;   // [n_positions, model_dim]
  Weight first_type_;  // [model_dim]: of a text that is no second of a pair
  NormWeights norm_;   // [model_dim]
  std::vector<Layer> layers_;
};

Result<Config> read_config(const ModelFile& file) {
  Config c{};
  c.n_layers = TRY(file.count("block_count"));
  c.n_heads = TRY(file.count("attention.head_count"));
  c.model_dim = TRY(file.count("embedding_length"));
  c.ffn_dim = TRY(file.count("feed_forward_length"));
  c.n_positions = TRY(file.count("context_length"));
  c.vocab_size = TRY(file.vocabulary_size());
  c.n_types = TRY(file.rows("token_types.weight"));
  c.norm_eps = TRY(file.real("attention.layer_norm_epsilon"));
  if (c.model_dim % c.n_heads != 0) {
    return fail(ErrorCode::kCorrupt, concat("bert.embedding_length is ", c.model_dim, ", expected a multiple of the ",
                                            c.n_heads, " heads of bert.attention.head_count"));
  }
  if (c.ffn_dim < 2 || c.n_positions < 2 || c.vocab_size < 2) {
    return fail(ErrorCode::kCorrupt,
                concat("bert.feed_forward_length is ", c.ffn_dim, ", bert.context_length ", c.n_positions,
                       ", the vocabulary has ", c.vocab_size, " tokens; expected at least 2 each"));
  }
  c.head_dim = c.model_dim / c.n_heads;
  TRY(check_heads(c.n_heads, c.n_heads, c.head_dim, c.head_dim));
  return c;
}

Result<NormWeights> read_norm(ModelFile& file, const std::string& name, int model_dim) {
  const Weight gain = TRY(file.weight(name + ".weight", 1, model_dim));
  const Weight bias = TRY(file.weight(name + ".bias", 1, model_dim));
  return NormWeights{.gain = gain, .bias = bias};
}

Result<Layer> read_layer(ModelFile& file, const Config& c, int i) {
  const std::string blk = concat("blk.", i, ".");
  return Layer{
      .q = TRY(file.weight(blk + "attn_q.weight", c.model_dim, c.model_dim)),
      .k = TRY(file.weight(blk + "attn_k.weight", c.model_dim, c.model_dim)),
      .v = TRY(file.weight(blk + "attn_v.weight", c.model_dim, c.model_dim)),
      .q_bias = TRY(file.weight(blk + "attn_q.bias", 1, c.model_dim)),
      .k_bias = TRY(file.weight(blk + "attn_k.bias", 1, c.model_dim)),
      .v_bias = TRY(file.weight(blk + "attn_v.bias", 1, c.model_dim)),
      .attn_out = TRY(file.weight(blk + "attn_output.weight", c.model_dim, c.model_dim)),
      .attn_out_bias = TRY(file.weight(blk + "attn_output.bias", 1, c.model_dim)),
      .attn_norm = TRY(read_norm(file, blk + "attn_output_norm", c.model_dim)),
      .up = TRY(file.weight(blk + "ffn_up.weight", c.ffn_dim, c.model_dim)),
      .up_bias = TRY(file.weight(blk + "ffn_up.bias", 1, c.ffn_dim)),
      .down = TRY(file.weight(blk + "ffn_down.weight", c.model_dim, c.ffn_dim)),
      .down_bias = TRY(file.weight(blk + "ffn_down.bias", 1, c.model_dim)),
      .ffn_norm = TRY(read_norm(file, blk + "layer_output_norm", c.model_dim)),
  };
}

Result<std::unique_ptr<Model>> Bert::load(ModelFile& file) {
  auto m = std::make_unique<Bert>();
  const Config& c = m->config_ = TRY(read_config(file));
  m->shape_ = {.n_heads = c.n_heads,
               .n_kv_heads = c.n_heads,
               .head_dim = c.head_dim,
               .scale = 1 / std::sqrt(static_cast<float>(c.head_dim)),
               .sees = compute::Sees::kAll};
  m->tokens_ = TRY(file.weight("token_embd.weight", c.vocab_size, c.model_dim));
  m->positions_ = TRY(file.weight("position_embd.weight", c.n_positions, c.model_dim));
  m->first_type_ = TRY(file.first_row("token_types.weight", c.n_types, c.model_dim));
  m->norm_ = TRY(read_norm(file, "token_embd_norm", c.model_dim));
  for (int i = 0; i < c.n_layers; ++i) m->layers_.push_back(TRY(read_layer(file, c, i)));
  return m;
}

}  // namespace

extern const Family kBert;
const Family kBert{"bert", Bert::load};

}  // namespace hearth::model
