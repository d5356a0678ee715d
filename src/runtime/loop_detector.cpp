#include "runtime/loop_detector.h"

#include <algorithm>

namespace hearth::runtime {

bool LoopDetector::push(int32_t token) {
  if (limit_ <= 0) return false;
  bool loops = false;
  for (int32_t distance = 1; distance <= std::min(n_tokens_, kLongest); ++distance) {
    int32_t& equal = equal_[static_cast<size_t>(distance - 1)];
    const bool same = recent_[static_cast<size_t>((n_tokens_ - distance) % kLongest)] == token;
    equal = same ? equal + 1 : 0;
    // The first stretch has nothing before it to equal.
    loops = loops || equal + distance >= std::max(limit_, kTimes * distance);
  }
  recent_[static_cast<size_t>(n_tokens_ % kLongest)] = token;
  ++n_tokens_;
  return loops;
}

}  // namespace hearth::runtime
