// RecordingStep: a step that computes nothing and notes its verbs, one line each:
//
//   linear 5x64 -> 5x128 Q4_0 blk.0.attn_q.weight
//
// The lines of a forward() are its structure, to be read and compared. Shapes that do not fit together are a bug of the
// family and end the program here, without weights having been loaded.
#pragma once

#include <string>
#include <vector>

#include "compute/step.h"

namespace hearth::compute {

class RecordingStep final : public Step {
 public:
  // Appends to `verbs`. Both must outlive the step.
  RecordingStep(const StepInput& input, std::vector<std::string>& verbs) : input_(input), verbs_(verbs) {}

  Tensor embed(const Weight& table) override;
  Tensor embed_positions(const Weight& table) override;
  Tensor rms_norm(Tensor x, const Weight& gain, float eps) override;
  void layer_norm(Tensor x, const NormWeights& w, float eps) override;
  void rms_norm_heads(Tensor x, const Weight& gain, float eps) override;
  void rope(Tensor x, int head_dim, const Rope& rope) override;
  Tensor attention(int layer, Tensor q, Tensor k, Tensor v, const AttentionShape& shape) override;
  Tensor gated(Tensor x, const GatedWeights& w, Activation activation) override;
  void gelu(Tensor x) override;
  void add(Tensor x, Tensor y) override;
  void add_bias(Tensor x, const Weight& bias) override;
  void scale(Tensor x, float factor) override;
  Tensor rows_with_output(Tensor x) override;

 protected:
  void linear_into(Tensor x, std::span<const WeightData* const> weights, std::span<Tensor> out) override;
  size_t mark() const override { return 0; }
  void release(size_t /*mark*/) override {}

 private:
  const StepInput& input_;
  std::vector<std::string>& verbs_;
};

}  // namespace hearth::compute
