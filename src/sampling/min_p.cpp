// min_p (Nguyen et al. 2024): candidates at least p times as likely as the most likely one.
#include "base/portable_math.h"
#include "sampling/draft.h"
#include "sampling/softmax.h"

namespace hearth::sampling {

void min_p(Draft& draft, const SamplerOptions& options) {
  if (options.min_p <= 0) return;
  // weight < p, without an exponential for each candidate
  const double bound = static_cast<double>(highest_logit(draft)) + portable_log(static_cast<double>(options.min_p));
  std::erase_if(draft.candidates, [&](const Candidate& candidate) { return candidate.logit < bound; });
}

}  // namespace hearth::sampling
