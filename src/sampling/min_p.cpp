// min_p (Nguyen et al. 2024): candidates at least p times as likely as the most likely one.
#include "base/portable_math.h"
#include "sampling/draft.h"
#include "sampling/narrow.h"
#include "sampling/softmax.h"

namespace hearth::sampling {

void min_p(Draft& draft, const SamplerOptions& options) {
  if (options.min_p < std::numeric_limits<float>::min()) return;  // 0, or rarer than a token can be
  // weight < p, without an exponential for each candidate
  const double bound = static_cast<double>(highest_logit(draft)) + portable_log(static_cast<double>(options.min_p));
  keep_from(draft, bound, least_kept(options));
}

}  // namespace hearth::sampling
