// Step: one run of the network over a flat list of rows, and the verbs in which a family file is written.
//
// A row is one token of one sequence at one position. Prompt chunks, single tokens, several sequences at once: the
// same call with other rows, and every row's result is the same whatever else is in the step. Verbs cannot fail;
// loading has checked every shape. They run eagerly, in the order in which they are called.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "compute/tensor.h"

namespace hearth::compute {

struct StepRow {
  int32_t token = 0;
  int32_t position = 0;       // absolute, from 0
  int32_t sequence = 0;       // index into StepInput::pages
  bool wants_output = false;  // forward() returns logits for this row
};

// Rows of one sequence stand together with rising positions; the pages for all their positions exist.
struct StepInput {
  std::span<const StepRow> rows;
  std::span<const std::span<const int32_t>> pages;  // per sequence: KV page of positions [64 i, 64 i + 64)
  // Another thread may set it while the step runs, and leaves it set until the step has returned. Verbs then return
  // at once, and long ones within some milliseconds; logits and the pages of the step's positions mean nothing.
  const std::atomic<bool>* abort = nullptr;

  bool aborted() const { return abort != nullptr && abort->load(std::memory_order_relaxed); }
};

enum class RopePairs { kHalves, kNeighbours };  // (i, i + n/2) as GPT-NeoX, or (2i, 2i + 1) as Llama's GGUF files

// Rotary position embedding (Su et al., RoFormer). Pair i turns by position * frequencies[i].
struct Rope {
  RopePairs pairs = RopePairs::kHalves;
  std::vector<double> frequencies;  // half the rotated dimensions
  double magnitude = 1;             // cos and sin are scaled by this (YaRN)
};

// Which positions of its sequence a row sees: those up to its own, or all, for which the step has to hold all rows of
// the sequence.
enum class Sees : uint8_t { kPast, kAll };

struct AttentionShape {
  int32_t n_heads = 0;
  int32_t n_kv_heads = 0;
  int32_t head_dim = 0;
  float scale = 0;
  int32_t window = 0;  // a row sees this many positions, itself included; 0: all
  Sees sees = Sees::kPast;
};

enum class Activation { kSilu, kGelu };

// The two matrices of a gated feed-forward, with biases where a model has them.
struct GatedWeights {
  Weight gate, up;                // [ffn_dim, model_dim]
  Weight gate_bias{}, up_bias{};  // [ffn_dim], or none
};

// What LayerNorm (Ba et al. 2016) does to a row of mean 0 and variance 1.
struct NormWeights {
  Weight gain, bias;  // [model_dim]
};

class Step {
 public:
  virtual ~Step() = default;

  virtual Tensor embed(const Weight& table) = 0;            // by token: [n_rows, columns of table]
  virtual Tensor embed_positions(const Weight& table) = 0;  // by position, all of which it has
  virtual Tensor rms_norm(Tensor x, const Weight& gain, float eps) = 0;
  virtual void layer_norm(Tensor x, const NormWeights& w, float eps) = 0;  // in place
  // Normalizes each head of x in place.
  virtual void rms_norm_heads(Tensor x, const Weight& gain, float eps) = 0;  // gain [head_dim]
  virtual void rope(Tensor x, int head_dim, const Rope& rope) = 0;           // in place
  // Stores k and v of this step's rows, then attends to all that each row may see.
  virtual Tensor attention(int layer, Tensor q, Tensor k, Tensor v, const AttentionShape& shape) = 0;
  virtual Tensor gated(Tensor x, const GatedWeights& w, Activation activation) = 0;  // activation(x gateᵀ) * (x upᵀ)
  virtual void gelu(Tensor x) = 0;                                                   // in place, exact
  virtual void add(Tensor x, Tensor y) = 0;                                          // x += y
  virtual void add_bias(Tensor x, const Weight& bias) = 0;  // every row of x += bias; none: nothing
  virtual void scale(Tensor x, float factor) = 0;           // in place
  virtual Tensor rows_with_output(Tensor x) = 0;            // only rows whose logits are wanted

  // x wᵀ for weights that share their input, in one pass over it.
  template <class... Weights>
  auto linear(Tensor x, const Weights&... weights) {
    constexpr size_t n = sizeof...(Weights);
    const std::array<const WeightData*, n> all = {weights.data...};
    std::array<Tensor, n> out;
    linear_into(x, all, out);
    if constexpr (n == 1)
      return out[0];
    else
      return out;
  }

  // What is allocated while a Frame lives is given back when it ends: a layer's temporaries.
  class Frame {
   public:
    explicit Frame(Step& step) : step_(step), mark_(step.mark()) {}
    ~Frame() { step_.release(mark_); }
    Frame(const Frame&) = delete;
    Frame& operator=(const Frame&) = delete;

   private:
    Step& step_;
    size_t mark_;
  };

 protected:
  virtual void linear_into(Tensor x, std::span<const WeightData* const> weights, std::span<Tensor> out) = 0;
  virtual size_t mark() const = 0;
  virtual void release(size_t mark) = 0;
};

}  // namespace hearth::compute
