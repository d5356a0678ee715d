#include "runtime/queue_pace.h"

#include <algorithm>

namespace hearth::runtime {
namespace {

constexpr double kWeightOfNew = 1.0 / 8;  // of a moving average

}  // namespace

void QueuePace::note(int64_t ns) {
  const double time = static_cast<double>(ns);
  mean_ns_ = mean_ns_ == 0 ? time : mean_ns_ + (time - mean_ns_) * kWeightOfNew;
}

double QueuePace::request_ns(int64_t oldest_ns) const {
  return mean_ns_ > 0 ? mean_ns_ : static_cast<double>(oldest_ns);
}

int64_t queue_wait_ns(double request_ns, int32_t n_running, int32_t position) {
  return static_cast<int64_t>(request_ns * std::max(position, 0) / std::max(n_running, 1));
}

}  // namespace hearth::runtime
