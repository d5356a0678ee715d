// Dynamic temperature (kalomaze 2023): from `temperature` less `dynatemp_range`, where the model is certain, to as much
// more, where all candidates are equally likely. In between, entropy decides.
#include <algorithm>

#include "sampling/draft.h"
#include "sampling/narrow.h"
#include "sampling/softmax.h"

namespace hearth::sampling {
namespace {

constexpr double kColdest = 1e-6;  // as good as 0, by which nothing can be divided

// The entropy of the candidates at temperature 1 as a part of the highest that so many could have.
double uncertainty(Draft& draft) {
  if (draft.candidates.size() < 2) return 0;
  const float highest = highest_logit(draft);
  const double total = weigh(draft.candidates, highest, draft.weights);
  const double most = portable_log(static_cast<double>(draft.candidates.size()));
  return std::clamp(entropy(draft.candidates, highest, draft.weights, total) / most, 0.0, 1.0);
}

double power(double base, double exponent) {
  if (exponent == 0) return 1;
  return base < std::numeric_limits<double>::min() ? 0 : portable_pow(base, exponent);
}

}  // namespace

void dynamic_temperature(Draft& draft, const SamplerOptions& options) {
  if (options.dynatemp_range <= 0) return;
  list(draft);
  const double middle = static_cast<double>(options.temperature), range = static_cast<double>(options.dynatemp_range);
  const double low = std::max(middle - range, 0.0), high = middle + range;
  const double part = power(uncertainty(draft), static_cast<double>(options.dynatemp_exponent));
  draft.temperature = std::max(low + (high - low) * part, kColdest);
}

}  // namespace hearth::sampling
