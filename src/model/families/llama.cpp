// The Llama family: RMSNorm, rotary grouped-query attention, SwiGLU feed-forward (Touvron et al. 2023).
// Llama 1 to 3, SmolLM2, Mistral and all that share their architecture. The plainest family here, and the one to
// read first: Config is what the file says, Layer is what the file holds, forward() is the network.

#include <cmath>

#include "base/text.h"
#include "model/layers/rope_scaling.h"
#include "model/model.h"
#include "model/model_file.h"

namespace hearth::model {
namespace {

struct Config {
  int n_layers, n_heads, n_kv_heads, head_dim, model_dim, ffn_dim, vocab_size, rope_dims;
  float norm_eps, rope_theta;
};

struct Layer {
  Weight attn_norm;               // [model_dim]
  Weight q;                       // [n_heads * head_dim, model_dim]
  Weight k, v;                    // [n_kv_heads * head_dim, model_dim]
  Weight q_bias, k_bias, v_bias;  // as many as rows, or none
  Weight attn_out;                // [model_dim, n_heads * head_dim]
  Weight attn_out_bias;           // [model_dim], or none
  Weight ffn_norm;                // [model_dim]
  compute::GatedWeights gated;    // [ffn_dim, model_dim]
  Weight down;                    // [model_dim, ffn_dim]
  Weight down_bias;               // [model_dim], or none
};

class Llama final : public Model {
 public:
  static Result<std::unique_ptr<Model>> load(ModelFile& file);

  Tensor hidden(Step& step) const override {
    const Tensor x = step.embed(embedding_);
    for (int i = 0; i < config_.n_layers; ++i) layer(step, i, x);
    return step.rms_norm(step.rows_with_output(x), output_norm_, config_.norm_eps);
  }

  Tensor forward(Step& step) const override { return step.linear(hidden(step), output_); }

  compute::KvShape kv_shape() const override { return {config_.n_layers, config_.n_kv_heads, config_.head_dim}; }

 private:
  void layer(Step& step, int i, Tensor x) const {
    const Step::Frame frame(step);
    const Layer& w = layers_[static_cast<size_t>(i)];
    step.add(x, attention(step, i, step.rms_norm(x, w.attn_norm, config_.norm_eps)));
    step.add(x, feed_forward(step, w, step.rms_norm(x, w.ffn_norm, config_.norm_eps)));
  }

  Tensor attention(Step& step, int i, Tensor x) const {
    const Layer& w = layers_[static_cast<size_t>(i)];
    const auto [q, k, v] = step.linear(x, w.q, w.k, w.v);
    step.add_bias(q, w.q_bias);
    step.add_bias(k, w.k_bias);
    step.add_bias(v, w.v_bias);
    step.rope(q, config_.head_dim, rope_);
    step.rope(k, config_.head_dim, rope_);
    const Tensor out = step.linear(step.attention(i, q, k, v, shape_), w.attn_out);
    step.add_bias(out, w.attn_out_bias);
    return out;
  }

  static Tensor feed_forward(Step& step, const Layer& w, Tensor x) {
    const Tensor out = step.linear(step.gated(x, w.gated, Activation::kSilu), w.down);
    step.add_bias(out, w.down_bias);
    return out;
  }

  Config config_{};
  AttentionShape shape_;
  Rope rope_;
  Weight embedding_;    // [vocab_size, model_dim]
  Weight output_norm_;  // [model_dim]
  Weight output_;       // [vocab_size, model_dim]; the embedding itself when the file ties them
  std::vector<Layer> layers_;
};

Result<Config> read_config(const ModelFile& file) {
  Config c{};
  c.n_layers = TRY(file.count("block_count"));
  c.n_heads = TRY(file.count("attention.head_count"));
  c.n_kv_heads = TRY(file.count_or("attention.head_count_kv", c.n_heads));
  c.model_dim = TRY(file.count("embedding_length"));
  c.ffn_dim = TRY(file.count("feed_forward_length"));
  c.vocab_size = TRY(file.vocabulary_size());
  c.norm_eps = TRY(file.real("attention.layer_norm_rms_epsilon"));
  c.rope_theta = TRY(file.real_or("rope.freq_base", 10000));
  c.head_dim = TRY(file.count_or("attention.key_length", c.model_dim / c.n_heads));
  c.rope_dims = TRY(file.count_or("rope.dimension_count", c.head_dim));
  TRY(check_heads(c.n_heads, c.n_kv_heads, c.head_dim, c.rope_dims));
  if (const int experts = TRY(file.count_or("expert_count", 1)); experts != 1) {
    return fail(ErrorCode::kUnsupported,
                concat("llama.expert_count is ", experts, "; mixtures of experts are not supported"));
  }
  return c;
}

Result<Layer> read_layer(ModelFile& file, const Config& c, int i) {
  const std::string blk = concat("blk.", i, ".");
  const int q_dim = c.n_heads * c.head_dim, kv_dim = c.n_kv_heads * c.head_dim;
  return Layer{
      .attn_norm = TRY(file.weight(blk + "attn_norm.weight", 1, c.model_dim)),
      .q = TRY(file.weight(blk + "attn_q.weight", q_dim, c.model_dim)),
      .k = TRY(file.weight(blk + "attn_k.weight", kv_dim, c.model_dim)),
      .v = TRY(file.weight(blk + "attn_v.weight", kv_dim, c.model_dim)),
      .q_bias = TRY(file.weight_or(blk + "attn_q.bias", 1, q_dim, {})),
      .k_bias = TRY(file.weight_or(blk + "attn_k.bias", 1, kv_dim, {})),
      .v_bias = TRY(file.weight_or(blk + "attn_v.bias", 1, kv_dim, {})),
      .attn_out = TRY(file.weight(blk + "attn_output.weight", c.model_dim, q_dim)),
      .attn_out_bias = TRY(file.weight_or(blk + "attn_output.bias", 1, c.model_dim, {})),
      .ffn_norm = TRY(file.weight(blk + "ffn_norm.weight", 1, c.model_dim)),
      .gated = {.gate = TRY(file.weight(blk + "ffn_gate.weight", c.ffn_dim, c.model_dim)),
                .up = TRY(file.weight(blk + "ffn_up.weight", c.ffn_dim, c.model_dim)),
                .gate_bias = TRY(file.weight_or(blk + "ffn_gate.bias", 1, c.ffn_dim, {})),
                .up_bias = TRY(file.weight_or(blk + "ffn_up.bias", 1, c.ffn_dim, {}))},
      .down = TRY(file.weight(blk + "ffn_down.weight", c.model_dim, c.ffn_dim)),
      .down_bias = TRY(file.weight_or(blk + "ffn_down.bias", 1, c.model_dim, {})),
  };
}

Result<std::unique_ptr<Model>> Llama::load(ModelFile& file) {
  auto m = std::make_unique<Llama>();
  const Config& c = m->config_ = TRY(read_config(file));
  m->shape_ = {.n_heads = c.n_heads,
               .n_kv_heads = c.n_kv_heads,
               .head_dim = c.head_dim,
               .scale = 1 / std::sqrt(static_cast<float>(c.head_dim))};
  m->rope_ =
      TRY(read_rope(file, {.pairs = compute::RopePairs::kNeighbours, .theta = c.rope_theta, .dims = c.rope_dims}));
  m->embedding_ = TRY(file.weight("token_embd.weight", c.vocab_size, c.model_dim));
  m->output_norm_ = TRY(file.weight("output_norm.weight", 1, c.model_dim));
  m->output_ = TRY(file.weight_or("output.weight", c.vocab_size, c.model_dim, m->embedding_));
  for (int i = 0; i < c.n_layers; ++i) m->layers_.push_back(TRY(read_layer(file, c, i)));
  return m;
}

}  // namespace

extern const Family kLlama;
const Family kLlama{"llama", Llama::load};

}  // namespace hearth::model
