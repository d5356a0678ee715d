// top_p, nucleus sampling (Holtzman et al. 2019): the fewest most likely candidates whose probabilities reach p.
#include "sampling/draft.h"
#include "sampling/narrow.h"
#include "sampling/nucleus.h"
#include "sampling/selection.h"
#include "sampling/softmax.h"

namespace hearth::sampling {
namespace {

// Tokens of which each is less likely than (1 - p) / n_vocab are less likely than 1 - p all together, so none of them
// is in the nucleus. This saves listing a vocabulary. By half of that, because sums are rounded.
void drop_tail(Draft& draft, float highest, double total, double p, size_t least) {
  const double bound = total * (1 - p) / static_cast<double>(draft.logits.size()) / 2;
  keep_from(draft, static_cast<double>(highest) + portable_log(bound), least);
  list(draft);
}

}  // namespace

void top_p(Draft& draft, const SamplerOptions& options) {
  if (options.top_p >= 1) return;
  const double p = static_cast<double>(options.top_p);
  const float highest = highest_logit(draft);
  const double total = total_weight(draft, highest);
  if (total == 0) return keep_highest(draft, 1);  // not one logit is a number
  const size_t least = least_kept(options);
  if (!draft.narrowed) drop_tail(draft, highest, total, p, least);
  const NucleusTarget target{
      .weight = total * p, .least = least, .n_sorted = draft.sorted ? draft.candidates.size() : 0};
  const auto weight_of = [&](const Candidate& candidate) { return weight(candidate, highest); };
  draft.candidates.resize(find_nucleus(draft.candidates, target, goes_before, weight_of));
  draft.sorted = true;
}

}  // namespace hearth::sampling
