#include "cli/relative_time.h"

#include <cstdint>

#include "base/text.h"

namespace hearth::cli {

using std::chrono::nanoseconds;

std::string length_text(nanoseconds length) {
  using std::chrono::duration_cast, std::chrono::hours, std::chrono::minutes, std::chrono::seconds;
  const int64_t n_seconds = duration_cast<seconds>(length).count();
  if (n_seconds < 1) return "Less than a second";
  if (n_seconds == 1) return "1 second";
  if (n_seconds < 60) return concat(n_seconds, " seconds");
  const int64_t n_minutes = duration_cast<minutes>(length).count();
  if (n_minutes == 1) return "About a minute";
  if (n_minutes < 60) return concat(n_minutes, " minutes");
  const int64_t n_hours = std::chrono::round<hours>(length).count();
  if (n_hours == 1) return "About an hour";
  if (n_hours < 48) return concat(n_hours, " hours");
  const int64_t n_days = n_hours / 24;
  if (n_days < 14) return concat(n_days, " days");
  if (n_days < 60) return concat(n_days / 7, " weeks");
  if (n_days < 730) return concat(n_days / 30, " months");
  return concat(duration_cast<hours>(length).count() / 24 / 365, " years");
}

std::string relative_time(std::optional<WallTime> time, WallTime now) {
  constexpr int64_t kForeverYears = 20;
  if (!time) return "Never";
  const nanoseconds ahead = *time - now;
  if (ahead <= nanoseconds(0)) return length_text(-ahead) + " ago";
  if (std::chrono::duration_cast<std::chrono::hours>(ahead).count() / 24 / 365 > kForeverYears) return "Forever";
  return length_text(ahead) + " from now";
}

std::string until_text(WallTime expires_at, WallTime now) {
  return expires_at < now ? "Stopping..." : relative_time(expires_at, now);
}

}  // namespace hearth::cli
