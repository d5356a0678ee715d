// xtc, "exclude top choices" (p-e-w 2024): with a given probability, of all candidates that are at least as likely as
// the threshold only the least likely stays. What it does depends on (seed, position) alone, like the draw.
#include <algorithm>

#include "sampling/counter_rng.h"
#include "sampling/draft.h"
#include "sampling/narrow.h"
#include "sampling/selection.h"
#include "sampling/softmax.h"

namespace hearth::sampling {

void xtc(Draft& draft, const SamplerOptions& options) {
  constexpr float kHighestThreshold = 0.5f;      // no two candidates can be as likely as more
  constexpr double kLowestThreshold = 0x1p-900;  // as good as 0, which has no logarithm
  if (options.xtc_probability <= 0 || options.xtc_threshold > kHighestThreshold) return;
  const double coin = uniform(options.seed, static_cast<uint64_t>(draft.position), Chance::kXtc);
  if (coin >= static_cast<double>(options.xtc_probability)) return;
  list(draft);
  const float highest = highest_logit(draft);
  const double total = total_weight(draft, highest);
  const double threshold = std::max(static_cast<double>(options.xtc_threshold), kLowestThreshold);
  const double bound = static_cast<double>(highest) + portable_log(total * threshold);
  const auto is_likely = [=](const Candidate& candidate) { return static_cast<double>(candidate.logit) >= bound; };

  const Candidate* least = nullptr;
  size_t n_likely = 0;
  for (const Candidate& candidate : draft.candidates) {
    if (!is_likely(candidate)) continue;
    ++n_likely;
    if (least == nullptr || goes_before(*least, candidate)) least = &candidate;
  }
  if (n_likely < 2 || draft.candidates.size() - (n_likely - 1) < least_kept(options)) return;
  const int32_t staying = least->id;
  std::erase_if(draft.candidates,
                [&](const Candidate& candidate) { return candidate.id != staying && is_likely(candidate); });
}

}  // namespace hearth::sampling
