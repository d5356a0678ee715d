#include "registry/rate_limit.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace hearth::registry {

std::chrono::milliseconds RateLimit::wait_for(uint64_t n_bytes, Clock::time_point now) {
  if (bytes_per_s_ == 0) return {};
  const std::chrono::duration<double> takes(static_cast<double>(n_bytes) / static_cast<double>(bytes_per_s_));
  const std::lock_guard lock(mutex_);
  free_at_ = std::max(free_at_, now) + std::chrono::duration_cast<Clock::duration>(takes);
  return std::chrono::duration_cast<std::chrono::milliseconds>(free_at_ - now);
}

Result<uint64_t> parse_rate(std::string_view text) {
  constexpr double kMostBytes = 1e15;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
  if (unit.ends_with("B")) unit.remove_suffix(1);
  double factor = 0;
  if (unit.empty()) factor = 1;
  if (unit == "k" || unit == "K") factor = 1e3;
  if (unit == "m" || unit == "M") factor = 1e6;
  if (unit == "g" || unit == "G") factor = 1e9;
  const double bytes = number * factor;
  if (error != std::errc() || factor == 0 || !std::isfinite(bytes) || bytes < 0 || bytes > kMostBytes) {
    return fail(ErrorCode::kInvalidArgument,
                concat("rate is '", text, "', expected bytes in a second: 500k, 2M, 1.5G"));
  }
  return static_cast<uint64_t>(bytes);
}

}  // namespace hearth::registry
