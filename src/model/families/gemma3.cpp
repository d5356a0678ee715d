// The Gemma 3 family (Gemma Team 2025): norms before and after each part, normalized queries and keys, GELU gates,
// and five layers with a sliding window for each one that sees everything, each kind with its own rotary base.

#include <cmath>

#include "base/text.h"
#include "model/layers/rope_scaling.h"
#include "model/model.h"
#include "model/model_file.h"

namespace hearth::model {
namespace {

struct Config {
  int n_layers, n_heads, n_kv_heads, head_dim, model_dim, ffn_dim, vocab_size, window, pattern;
  float norm_eps, rope_theta, rope_theta_local;
};

struct Layer {
  Weight attn_norm;       // [model_dim]
  Weight q;               // [n_heads * head_dim, model_dim]
  Weight k, v;            // [n_kv_heads * head_dim, model_dim]
  Weight q_norm, k_norm;  // [head_dim]
  Weight attn_out;        // [model_dim, n_heads * head_dim]
  Weight attn_post_norm;  // [model_dim]
  Weight ffn_norm;        // [model_dim]
  Weight gate, up;        // [ffn_dim, model_dim]
  Weight down;            // [model_dim, ffn_dim]
  Weight ffn_post_norm;   // [model_dim]
};

class Gemma3 final : public Model {
 public:
  static Result<std::unique_ptr<Model>> load(ModelFile& file);

  Tensor hidden(Step& step) const override {
    const Tensor x = step.embed(embedding_);
    step.scale(x, std::sqrt(static_cast<float>(config_.model_dim)));
    for (int i = 0; i < config_.n_layers; ++i) layer(step, i, x);
    return norm(step, step.rows_with_output(x), output_norm_);
  }

  Tensor forward(Step& step) const override { return step.linear(hidden(step), output_); }

  compute::KvShape kv_shape() const override { return {config_.n_layers, config_.n_kv_heads, config_.head_dim}; }

 private:
  Tensor norm(Step& step, Tensor x, const Weight& gain) const { return step.rms_norm(x, gain, config_.norm_eps); }

  void layer(Step& step, int i, Tensor x) const {
    const Step::Frame frame(step);
    const Layer& w = layers_[static_cast<size_t>(i)];
    step.add(x, norm(step, attention(step, i, norm(step, x, w.attn_norm)), w.attn_post_norm));
    step.add(x, norm(step, feed_forward(step, w, norm(step, x, w.ffn_norm)), w.ffn_post_norm));
  }

  Tensor attention(Step& step, int i, Tensor x) const {
    const Layer& w = layers_[static_cast<size_t>(i)];
    const bool sees_all = (i + 1) % config_.pattern == 0;
    const auto [q, k, v] = step.linear(x, w.q, w.k, w.v);
    step.rms_norm_heads(q, w.q_norm, config_.norm_eps);
    step.rms_norm_heads(k, w.k_norm, config_.norm_eps);
    step.rope(q, config_.head_dim, sees_all ? rope_ : rope_local_);
    step.rope(k, config_.head_dim, sees_all ? rope_ : rope_local_);
    return step.linear(step.attention(i, q, k, v, sees_all ? shape_ : shape_local_), w.attn_out);
  }

  static Tensor feed_forward(Step& step, const Layer& w, Tensor x) {
    return step.linear(step.gated(x, {.gate = w.gate, .up = w.up}, Activation::kGelu), w.down);
  }

  Config config_{};
  AttentionShape shape_, shape_local_;
  Rope rope_, rope_local_;
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
  c.rope_theta = TRY(file.real_or("rope.freq_base", 1000000));
  c.rope_theta_local = TRY(file.real_or("rope.freq_base_swa", 10000));
  c.head_dim = TRY(file.count_or("attention.key_length", c.model_dim / c.n_heads));
  c.window = TRY(file.count("attention.sliding_window"));
  c.pattern = TRY(file.count_or("attention.sliding_window_pattern", 6));
  TRY(check_heads(c.n_heads, c.n_kv_heads, c.head_dim, c.head_dim));
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
      .q_norm = TRY(file.weight(blk + "attn_q_norm.weight", 1, c.head_dim)),
      .k_norm = TRY(file.weight(blk + "attn_k_norm.weight", 1, c.head_dim)),
      .attn_out = TRY(file.weight(blk + "attn_output.weight", c.model_dim, q_dim)),
      .attn_post_norm = TRY(file.weight(blk + "post_attention_norm.weight", 1, c.model_dim)),
      .ffn_norm = TRY(file.weight(blk + "ffn_norm.weight", 1, c.model_dim)),
      .gate = TRY(file.weight(blk + "ffn_gate.weight", c.ffn_dim, c.model_dim)),
      .up = TRY(file.weight(blk + "ffn_up.weight", c.ffn_dim, c.model_dim)),
      .down = TRY(file.weight(blk + "ffn_down.weight", c.model_dim, c.ffn_dim)),
      .ffn_post_norm = TRY(file.weight(blk + "post_ffw_norm.weight", 1, c.model_dim)),
  };
}

// 1 / sqrt(head_dim), but for the 27B model, whose authors scale by the width that a head would have without
// its own key length.
float attention_scale(const Config& c) {
  constexpr int kLayersOf27B = 62;
  const int width = c.n_layers == kLayersOf27B ? c.model_dim / c.n_heads : c.head_dim;
  return 1 / std::sqrt(static_cast<float>(width));
}

Result<std::unique_ptr<Model>> Gemma3::load(ModelFile& file) {
  auto m = std::make_unique<Gemma3>();
  const Config& c = m->config_ = TRY(read_config(file));
  m->shape_ = {.n_heads = c.n_heads, .n_kv_heads = c.n_kv_heads, .head_dim = c.head_dim, .scale = attention_scale(c)};
  m->shape_local_ = m->shape_;
  m->shape_local_.window = c.window;
  m->rope_ = TRY(read_rope(file, {.theta = c.rope_theta, .dims = c.head_dim}));
  m->rope_local_ =
      TRY(read_rope(file, {.theta = c.rope_theta_local, .dims = c.head_dim, .scaling = RopeScaling::kNone}));
  m->embedding_ = TRY(file.weight("token_embd.weight", c.vocab_size, c.model_dim));
  m->output_norm_ = TRY(file.weight("output_norm.weight", 1, c.model_dim));
  m->output_ = TRY(file.weight_or("output.weight", c.vocab_size, c.model_dim, m->embedding_));
  for (int i = 0; i < c.n_layers; ++i) m->layers_.push_back(TRY(read_layer(file, c, i)));
  return m;
}

}  // namespace

extern const Family kGemma3;
const Family kGemma3{"gemma3", Gemma3::load};

}  // namespace hearth::model
