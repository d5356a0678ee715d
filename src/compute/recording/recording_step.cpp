#include "compute/recording/recording_step.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace hearth::compute {
namespace {

Tensor empty(int32_t rows, int32_t columns) { return {nullptr, rows, columns}; }

std::string shape_of(Tensor x) { return concat(x.rows, "x", x.columns); }

std::string name_of(const WeightData& w) { return concat(quant::info(w.format).name, " ", w.name); }

// " + NAME", or nothing where the model has no such weight.
std::string and_bias(const Weight& bias, int32_t columns) {
  if (!bias) return "";
  CHECK(bias.data->is_vector() && bias.data->columns == columns);
  return concat(" + ", name_of(*bias.data));
}

}  // namespace

Tensor RecordingStep::embed(const Weight& table) {
  const Tensor out = empty(static_cast<int32_t>(input_.rows.size()), table.data->columns);
  verbs_.push_back(concat("embed ", out.rows, " tokens -> ", shape_of(out), " ", name_of(*table.data)));
  return out;
}

Tensor RecordingStep::embed_positions(const Weight& table) {
  const Tensor out = empty(static_cast<int32_t>(input_.rows.size()), table.data->columns);
  verbs_.push_back(concat("embed_positions ", out.rows, " -> ", shape_of(out), " ", name_of(*table.data)));
  return out;
}

Tensor RecordingStep::rms_norm(Tensor x, const Weight& gain, float /*eps*/) {
  CHECK(gain.data->is_vector() && gain.data->columns == x.columns);
  verbs_.push_back(concat("rms_norm ", shape_of(x), " ", name_of(*gain.data)));
  return x;
}

void RecordingStep::layer_norm(Tensor x, const NormWeights& w, float /*eps*/) {
  CHECK(w.gain.data->is_vector() && w.gain.data->columns == x.columns);
  verbs_.push_back(concat("layer_norm ", shape_of(x), " ", name_of(*w.gain.data), and_bias(w.bias, x.columns)));
}

void RecordingStep::rms_norm_heads(Tensor x, const Weight& gain, float /*eps*/) {
  CHECK(gain.data->is_vector() && x.columns % gain.data->columns == 0);
  const int32_t n_heads = x.columns / gain.data->columns;
  verbs_.push_back(concat("rms_norm_heads ", shape_of(x), " of ", n_heads, " heads ", name_of(*gain.data)));
}

void RecordingStep::rope(Tensor x, int head_dim, const Rope& rope) {
  CHECK(x.columns % head_dim == 0 && 2 * rope.frequencies.size() <= static_cast<size_t>(head_dim));
  verbs_.push_back(concat("rope ", shape_of(x), " of ", x.columns / head_dim, " heads, ", rope.frequencies.size(),
                          rope.pairs == RopePairs::kHalves ? " pairs of halves" : " pairs of neighbours"));
}

Tensor RecordingStep::attention(int layer, Tensor q, Tensor k, Tensor v, const AttentionShape& shape) {
  CHECK(shape.n_heads % shape.n_kv_heads == 0 && q.columns == shape.n_heads * shape.head_dim);
  CHECK(k.columns == shape.n_kv_heads * shape.head_dim && v.columns == k.columns);
  CHECK(q.rows == static_cast<int32_t>(input_.rows.size()) && k.rows == q.rows && v.rows == q.rows);
  const std::string window = shape.window > 0 ? concat(", window ", shape.window) : "";
  const std::string sees = shape.sees == Sees::kAll ? ", all positions" : "";
  verbs_.push_back(concat("attention ", shape_of(q), " layer ", layer, ", ", shape.n_heads, " heads on ",
                          shape.n_kv_heads, " KV heads of ", shape.head_dim, window, sees));
  return q;
}

Tensor RecordingStep::gated(Tensor x, const GatedWeights& w, Activation activation) {
  const WeightData &gate = *w.gate.data, &up = *w.up.data;
  CHECK(gate.columns == x.columns && up.columns == x.columns && gate.rows == up.rows);
  const Tensor out = empty(x.rows, gate.rows);
  verbs_.push_back(concat("gated ", shape_of(x), " -> ", shape_of(out),
                          activation == Activation::kSilu ? " silu " : " gelu ", name_of(gate),
                          and_bias(w.gate_bias, gate.rows), " * ", name_of(up), and_bias(w.up_bias, up.rows)));
  return out;
}

void RecordingStep::gelu(Tensor x) { verbs_.push_back(concat("gelu ", shape_of(x))); }

void RecordingStep::add(Tensor x, Tensor y) {
  CHECK(x.rows == y.rows && x.columns == y.columns);
  verbs_.push_back(concat("add ", shape_of(x)));
}

void RecordingStep::add_bias(Tensor x, const Weight& bias) {
  if (bias) verbs_.push_back(concat("add_bias ", shape_of(x), and_bias(bias, x.columns)));
}

void RecordingStep::scale(Tensor x, float factor) { verbs_.push_back(concat("scale ", shape_of(x), " by ", factor)); }

Tensor RecordingStep::rows_with_output(Tensor x) {
  const auto wanted = std::ranges::count_if(input_.rows, [](const StepRow& row) { return row.wants_output; });
  const Tensor out = empty(static_cast<int32_t>(wanted), x.columns);
  verbs_.push_back(concat("rows_with_output ", shape_of(x), " -> ", shape_of(out)));
  return out;
}

void RecordingStep::linear_into(Tensor x, std::span<const WeightData* const> weights, std::span<Tensor> out) {
  for (size_t i = 0; i < weights.size(); ++i) {
    CHECK(weights[i]->columns == x.columns);
    out[i] = empty(x.rows, weights[i]->rows);
    verbs_.push_back(concat("linear ", shape_of(x), " -> ", shape_of(out[i]), " ", name_of(*weights[i])));
  }
}

}  // namespace hearth::compute
