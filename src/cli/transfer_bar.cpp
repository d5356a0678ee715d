#include "cli/transfer_bar.h"

#include <algorithm>

#include "base/number_text.h"
#include "base/text.h"
#include "cli/display_width.h"

namespace hearth::cli {
namespace {

constexpr std::chrono::seconds kWindow{5};
constexpr std::chrono::milliseconds kLeastToTell{500};

std::string repeated(std::string_view text, int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += text;
  return out;
}

std::string bytes_text(int64_t bytes) { return size_text(static_cast<uint64_t>(std::max<int64_t>(bytes, 0))); }

// What stands behind the bar.
std::string numbers_of(const TransferState& state) {
  const bool done = state.completed_bytes >= state.total_bytes;
  if (done) return bytes_text(state.total_bytes);
  std::string text = concat(bytes_text(state.completed_bytes), "/", bytes_text(state.total_bytes));
  if (!state.bytes_per_s) return text;
  const double speed = *state.bytes_per_s;
  text += concat("  ", bytes_text(static_cast<int64_t>(speed)), "/s");
  if (speed >= 1) {
    text += concat("  ", time_left_text(static_cast<double>(state.total_bytes - state.completed_bytes) / speed));
  }
  return text;
}

}  // namespace

void TransferSpeed::add(Clock::time_point now, int64_t completed_bytes) {
  samples_.push_back({now, completed_bytes});
  while (samples_.size() > 2 && now - samples_.front().time > kWindow) samples_.pop_front();
}

std::optional<double> TransferSpeed::bytes_per_s() const {
  if (samples_.empty()) return std::nullopt;
  const auto time = samples_.back().time - samples_.front().time;
  if (time < kLeastToTell) return std::nullopt;
  const auto bytes = static_cast<double>(samples_.back().completed_bytes - samples_.front().completed_bytes);
  return std::max(0.0, bytes / std::chrono::duration<double>(time).count());
}

std::string time_left_text(double seconds) {
  constexpr int64_t kLongest = 99 * 3600;
  const int64_t s = seconds < kLongest ? static_cast<int64_t>(seconds + 0.5) : kLongest;
  if (s < 60) return concat(s, "s");
  if (s < 3600) return concat(s / 60, "m", s % 60, "s");
  return concat(s / 3600, "h", s / 60 % 60, "m");
}

int percent_of(int64_t completed_bytes, int64_t total_bytes) {
  if (completed_bytes >= total_bytes) return 100;
  return static_cast<int>(static_cast<double>(std::max<int64_t>(completed_bytes, 0)) /
                          static_cast<double>(total_bytes) * 100);
}

std::string bar_text(const TransferState& state, int columns) {
  constexpr int kLongestBar = 40, kShortestBar = 5;
  const int percent = percent_of(state.completed_bytes, state.total_bytes);
  const std::string padding(static_cast<size_t>(percent < 10 ? 2 : percent < 100 ? 1 : 0), ' ');
  const std::string left = concat(state.label, ": ", padding, percent, "%");
  const std::string right = numbers_of(state);
  // A space and an edge on each side of the bar.
  const int room = std::min(kLongestBar, columns - display_width(left) - display_width(right) - 5);
  if (room < kShortestBar) {
    const std::string text = concat(left, " ", right);
    return display_width(text) < columns ? text : left.substr(0, static_cast<size_t>(std::max(0, columns - 1)));
  }
  const int full = room * percent / 100;
  return concat(left, " ▕", repeated("█", full), std::string(static_cast<size_t>(room - full), ' '), "▏ ", right);
}

}  // namespace hearth::cli
