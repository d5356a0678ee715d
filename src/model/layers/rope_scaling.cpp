#include "model/layers/rope_scaling.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/portable_math.h"
#include "base/text.h"

namespace hearth::model {
namespace {

// Which of the pairs turns `rotations` times within the original context.
double yarn_pair(const RopeSpec& spec, double original_context, double rotations) {
  const double turns = original_context / (rotations * 2 * std::numbers::pi);
  return spec.dims * portable_log(turns) / (2 * portable_log(spec.theta));
}

Status apply_yarn(const ModelFile& file, const RopeSpec& spec, double factor, compute::Rope& rope) {
  const int32_t trained = TRY(file.count_or("context_length", 4096));
  const int32_t original = TRY(file.count_or("rope.scaling.original_context_length", trained));
  const float beta_fast = TRY(file.real_or("rope.scaling.yarn_beta_fast", 32));
  const float beta_slow = TRY(file.real_or("rope.scaling.yarn_beta_slow", 1));
  const float attention_factor = TRY(file.real_or("rope.scaling.attn_factor", 1));
  const double low = std::max(0.0, std::floor(yarn_pair(spec, original, beta_fast)));
  const double high = std::min(spec.dims - 1.0, std::ceil(yarn_pair(spec, original, beta_slow)));
  for (size_t i = 0; i < rope.frequencies.size(); ++i) {
    // 1 keeps a fast pair as it was, 0 interpolates a slow one.
    const double ramp = 1 - std::clamp((static_cast<double>(i) - low) / std::max(0.001, high - low), 0.0, 1.0);
    rope.frequencies[i] *= ramp + (1 - ramp) / factor;
  }
  rope.magnitude = attention_factor * (1 + 0.1 * portable_log(factor));
  return {};
}

}  // namespace

Result<compute::Rope> read_rope(const ModelFile& file, const RopeSpec& spec) {
  if (spec.dims < 2 || spec.dims % 2 != 0) {
    return fail(ErrorCode::kCorrupt, concat("rope.dimension_count is ", spec.dims, ", expected an even number"));
  }
  if (!(spec.theta > 1))
    return fail(ErrorCode::kCorrupt, concat("rope.freq_base is ", spec.theta, ", expected more than 1"));
  compute::Rope rope;
  rope.pairs = spec.pairs;
  for (int i = 0; i < spec.dims; i += 2)
    rope.frequencies.push_back(portable_pow(spec.theta, -static_cast<double>(i) / spec.dims));
  if (spec.scaling == RopeScaling::kNone) return rope;

  const std::vector<float> factors = TRY(file.values_or_none("rope_freqs.weight", spec.dims / 2));
  for (size_t i = 0; i < factors.size(); ++i) {
    if (factors[i] <= 0)
      return fail(ErrorCode::kCorrupt, "tensor rope_freqs.weight holds a value that is not positive");
    rope.frequencies[i] /= factors[i];
  }
  const std::string_view type = TRY(file.text_or("rope.scaling.type", "linear"));
  const float old_key = TRY(file.real_or("rope.scale_linear", 1));
  const float factor = TRY(file.real_or("rope.scaling.factor", old_key));
  if (type == "none" || factor == 1) return rope;
  if (!(factor > 0))
    return fail(ErrorCode::kCorrupt, concat("rope.scaling.factor is ", factor, ", expected more than 0"));
  if (type == "linear") {
    for (double& frequency : rope.frequencies) frequency /= factor;
  } else if (type == "yarn") {
    TRY(apply_yarn(file, spec, factor, rope));
  } else {
    return fail(ErrorCode::kUnsupported, concat("rope.scaling.type is '", type, "'; supported: none, linear, yarn"));
  }
  return rope;
}

}  // namespace hearth::model
