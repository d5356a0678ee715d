// RateLimit: keeps the sum of several transfers below so many bytes in a second.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string_view>

#include "base/result.h"

namespace hearth::registry {

// Any thread.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  // 0 is no limit.
  explicit RateLimit(uint64_t bytes_per_s) : bytes_per_s_(bytes_per_s) {}

  // How long whoever has just moved `n_bytes` is to wait before the next ones. What was not used in the past is not
  // made up for.
  std::chrono::milliseconds wait_for(uint64_t n_bytes, Clock::time_point now);

 private:
  const uint64_t bytes_per_s_;
  std::mutex mutex_;
  Clock::time_point free_at_{};  // when all that was moved so far has had its time
};

// "500k", "2M", "1.5G" or "100000": bytes in a second, by powers of 1000; "0" is no limit.
Result<uint64_t> parse_rate(std::string_view text);

}  // namespace hearth::registry
