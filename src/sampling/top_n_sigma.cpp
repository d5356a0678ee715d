// top_n_sigma (Tang et al. 2024): logits at most n standard deviations, of all logits, below the highest. Which these
// are does not depend on the temperature.
#include <algorithm>
#include <cmath>

#include "sampling/draft.h"
#include "sampling/narrow.h"
#include "sampling/selection.h"
#include "sampling/softmax.h"

namespace hearth::sampling {
namespace {

constexpr float kHighest = std::numeric_limits<float>::max();
constexpr size_t kLanes = 64;    // sums side by side, in which compilers find vectors
constexpr size_t kBlock = 1024;  // logits that are summed in single precision

struct Sums {
  double count = 0, values = 0;
};

// How many logits are not excluded, and the sum of `function` over them.
template <class Function>
Sums add_up(std::span<const float> logits, Function function) {
  Sums sums;
  for (size_t start = 0; start < logits.size(); start += kBlock) {
    const std::span<const float> block = logits.subspan(start, std::min(kBlock, logits.size() - start));
    float counts[kLanes] = {}, values[kLanes] = {};
    const auto add_row = [&](const float* row, size_t n) {
      for (size_t j = 0; j < n; ++j) {
        const float value = function(row[j] < kHighest ? row[j] : kHighest);
        counts[j] += choose(row[j] > kExcluded, 1, 0);
        values[j] += choose(row[j] > kExcluded, value, 0);
      }
    };
    size_t i = 0;
    for (; i + kLanes <= block.size(); i += kLanes) add_row(block.data() + i, kLanes);
    add_row(block.data() + i, block.size() - i);
    for (size_t j = 0; j < kLanes; ++j) {
      sums.count += static_cast<double>(counts[j]);
      sums.values += static_cast<double>(values[j]);
    }
  }
  return sums;
}

// 0 when not one logit is a number.
double standard_deviation(std::span<const float> logits, float highest) {
  // Relative to the highest, so that a large offset costs no precision.
  const Sums offsets = add_up(logits, [=](float logit) { return logit - highest; });
  if (offsets.count == 0) return 0;
  const auto mean = static_cast<float>(offsets.values / offsets.count);
  const Sums squares = add_up(logits, [=](float logit) {
    const float difference = logit - highest - mean;
    return difference * difference;
  });
  return std::sqrt(squares.values / squares.count);
}

}  // namespace

void top_n_sigma(Draft& draft, const SamplerOptions& options) {
  if (options.top_n_sigma <= 0) return;
  const float highest = highest_logit(draft);
  const double deviation = standard_deviation(draft.logits, highest);
  keep_from(draft, static_cast<double>(highest) - static_cast<double>(options.top_n_sigma) * deviation,
            least_kept(options));
}

}  // namespace hearth::sampling
