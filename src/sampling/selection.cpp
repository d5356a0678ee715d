#include "sampling/selection.h"

#include <algorithm>
#include <limits>

namespace hearth::sampling {
namespace {

constexpr size_t kLanes = 16;  // maxima side by side, which compilers turn into vector code
constexpr float kLowest = std::numeric_limits<float>::lowest();

float maximum(std::span<const float> values) {
  float lanes[kLanes];
  std::fill_n(lanes, kLanes, kLowest);
  size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    for (size_t j = 0; j < kLanes; ++j) lanes[j] = values[i + j] > lanes[j] ? values[i + j] : lanes[j];
  }
  for (; i < values.size(); ++i) lanes[0] = values[i] > lanes[0] ? values[i] : lanes[0];
  return *std::max_element(lanes, lanes + kLanes);
}

// Cuts `found` to its k first; returns the logit that a later id has to pass.
float keep(size_t k, std::vector<Candidate>& found) {
  const auto last = found.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(found.begin(), last, found.end(), goes_before);
  found.resize(k);
  return found.back().logit;
}

}  // namespace

bool goes_before(const Candidate& a, const Candidate& b) {
  return a.logit != b.logit ? a.logit > b.logit : a.id < b.id;
}

int32_t highest(std::span<const float> logits) {
  const float most = maximum(logits);
  const auto found = std::ranges::find(logits, most);
  return found == logits.end() ? 0 : static_cast<int32_t>(found - logits.begin());
}

// A buffer of a few k holds whatever passed the k-th highest so far; when it is full, the k best stay and the bar
// rises. Soon hardly any block of logits has one above the bar, and the walk is a walk over maxima.
void highest(std::span<const float> logits, size_t k, std::vector<Candidate>& found) {
  k = std::min(k, logits.size());
  found.clear();
  if (k == 0) return;
  const size_t room = 2 * k + 64;
  found.reserve(room + kLanes);
  float bar = -std::numeric_limits<float>::infinity();
  for (size_t i = 0; i < logits.size(); i += kLanes) {
    const std::span<const float> block = logits.subspan(i, std::min(kLanes, logits.size() - i));
    if (maximum(block) <= bar) continue;
    for (size_t j = 0; j < block.size(); ++j) {
      const float logit = finite(block[j]);
      if (logit > bar) found.push_back({static_cast<int32_t>(i + j), logit});
    }
    if (found.size() >= room) bar = keep(k, found);
  }
  if (found.size() > k) keep(k, found);
  std::ranges::sort(found, goes_before);
}

}  // namespace hearth::sampling
