#include "sampling/draw.h"

#include <algorithm>

#include "sampling/narrow.h"
#include "sampling/softmax.h"
#include "sampling/vocabulary.h"

namespace hearth::sampling {
namespace {

struct Found {
  size_t index;
  double rest;  // what of the point lies within the part
};

// The part of the weights in which `point` lies. What has no weight is not found, also when rounding leaves a rest
// behind the last part. One of the weights is above 0.
template <class Weight>
Found find_part(std::span<const Weight> weights, double point) {
  Found found{0, 0};
  for (size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0) continue;
    found = {i, point};
    point -= static_cast<double>(weights[i]);
    if (point < 0) break;
  }
  return found;
}

Drawn draw_from_vocabulary(const Draft& draft, WeightScale scale, double total, double point) {
  const Found block = find_part(std::span<const double>(draft.weights), point * total);
  const size_t start = block.index * kWeightBlock, n = std::min(kWeightBlock, draft.logits.size() - start);
  float weights[kWeightBlock];
  weigh_block(draft.logits.subspan(start, n), scale, weights);
  const size_t found = find_part(std::span<const float>(weights, n), block.rest).index;
  return {static_cast<int32_t>(start + found), static_cast<double>(weights[found]) / total};
}

}  // namespace

Drawn draw(Draft& draft, double point) {
  const float highest = highest_logit(draft);
  const double total = total_weight(draft, highest);
  if (!draft.narrowed) {
    if (total == 0) return {0, 1};  // not one logit is a number
    return draw_from_vocabulary(draft, weight_scale(highest, draft.temperature), total, point);
  }
  const size_t found = find_part(std::span<const double>(draft.weights), point * total).index;
  return {draft.candidates[found].id, draft.weights[found] / total};
}

}  // namespace hearth::sampling
