// QueuePace: how long requests run here and now, and from that how long one that waits has to wait.
//
// Requests are taken to be alike: one that runs ends after `request_ns` on average, so with n of them running a place
// becomes free every request_ns / n. What a single one costs nobody knows before it has ended, so that is as far as the
// truth goes; it is enough to tell a second from a minute.
#pragma once

#include <cstdint>

namespace hearth::runtime {

class QueuePace {
 public:
  // A request has ended, by itself or not, after running so long.
  void note(int64_t ns);

  // Nanoseconds that a request runs. As long as none has ended: `oldest_ns`, for which the oldest has been running.
  double request_ns(int64_t oldest_ns) const;

 private:
  double mean_ns_ = 0;
};

// Nanoseconds until the request at this place in the queue runs, 1 being the next.
int64_t queue_wait_ns(double request_ns, int32_t n_running, int32_t position);

}  // namespace hearth::runtime
