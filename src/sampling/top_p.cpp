// top_p, nucleus sampling (Holtzman et al. 2019): the fewest most likely candidates whose probabilities reach p.
#include <algorithm>

#include "sampling/draft.h"
#include "sampling/selection.h"
#include "sampling/softmax.h"

namespace hearth::sampling {
namespace {

// Moves the next candidates in falling order to [n_sorted, n); those before are sorted already.
void sort_more(std::vector<Candidate>& candidates, size_t n_sorted, size_t n) {
  const auto first = candidates.begin() + static_cast<std::ptrdiff_t>(n_sorted);
  const auto last = candidates.begin() + static_cast<std::ptrdiff_t>(n);
  if (last != candidates.end()) std::nth_element(first, last, candidates.end(), goes_before);
  std::sort(first, last, goes_before);
}

}  // namespace

void top_p(Draft& draft, const SamplerOptions& options) {
  if (options.top_p >= 1) return;
  std::vector<Candidate>& candidates = draft.candidates;
  const float highest = highest_logit(draft);
  const double wanted = weigh(candidates, highest, draft.weights) * options.top_p;
  // The nucleus is nearly always small: a vocabulary is sorted only as far as it is needed.
  size_t n_sorted = draft.sorted ? candidates.size() : 0;
  double reached = 0;
  size_t n = 0;
  do {
    if (n == n_sorted) {
      const size_t more = std::min(candidates.size(), std::max<size_t>(64, n_sorted * 4));
      sort_more(candidates, n_sorted, more);
      n_sorted = more;
    }
    reached += weight(candidates[n++], highest);
  } while (reached < wanted && n < candidates.size());
  candidates.resize(n);
  draft.sorted = true;
}

}  // namespace hearth::sampling
