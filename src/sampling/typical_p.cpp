// typical_p, locally typical sampling (Meister et al. 2022): the candidates whose surprise is nearest to the expected
// surprise, the entropy, as few as together reach probability p. The most likely one need not be among them.
#include <algorithm>
#include <cmath>

#include "sampling/draft.h"
#include "sampling/narrow.h"
#include "sampling/nucleus.h"
#include "sampling/softmax.h"

namespace hearth::sampling {
namespace {

struct Deviation {
  double from_entropy;  // of a candidate's surprise, in nats
  size_t index;         // of the candidate
};

std::vector<Deviation> deviations(const Draft& draft, float highest, double total) {
  const double expected = entropy(draft.candidates, highest, draft.weights, total), log_total = portable_log(total);
  std::vector<Deviation> result;
  result.reserve(draft.candidates.size());
  for (const Candidate& candidate : draft.candidates) {
    const double surprise = log_total + static_cast<double>(highest) - static_cast<double>(candidate.logit);
    result.push_back({std::abs(surprise - expected), result.size()});
  }
  return result;
}

}  // namespace

void typical_p(Draft& draft, const SamplerOptions& options) {
  if (options.typical_p >= 1) return;
  list(draft);
  const float highest = highest_logit(draft);
  const double total = total_weight(draft, highest);
  std::vector<Deviation> kept = deviations(draft, highest, total);
  const auto before = [](const Deviation& a, const Deviation& b) {
    return a.from_entropy != b.from_entropy ? a.from_entropy < b.from_entropy : a.index < b.index;
  };
  const NucleusTarget target{.weight = total * static_cast<double>(options.typical_p), .least = least_kept(options)};
  kept.resize(find_nucleus(kept, target, before, [&](const Deviation& entry) { return draft.weights[entry.index]; }));
  // Back to the order in which they were, which may be by falling logit.
  std::ranges::sort(kept, {}, &Deviation::index);
  for (size_t i = 0; i < kept.size(); ++i) draft.candidates[i] = draft.candidates[kept[i].index];
  draft.candidates.resize(kept.size());
}

}  // namespace hearth::sampling
