// How a transfer looks: one line for each layer, with what is there, how fast it comes and how long the rest takes.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::cli {

// The speed of the last few seconds.
class TransferSpeed {
 public:
  using Clock = std::chrono::steady_clock;

  void add(Clock::time_point now, int64_t completed_bytes);
  // Bytes in a second; nothing before there is enough to tell.
  std::optional<double> bytes_per_s() const;

 private:
  struct Sample {
    Clock::time_point time;
    int64_t completed_bytes;
  };
  std::deque<Sample> samples_;
};

struct TransferState {
  std::string_view label;  // "pulling 0123456789ab"
  int64_t completed_bytes = 0;
  int64_t total_bytes = 0;
  std::optional<double> bytes_per_s{};
};

// "pulling 0123456789ab:  45% ▕███      ▏ 540 MB/1.2 GB  12 MB/s  55s", in at most `columns`.
std::string bar_text(const TransferState& state, int columns);

// "55s", "2m5s", "3h20m"
std::string time_left_text(double seconds);

// From 0 to 100; 100 only when all is there.
int percent_of(int64_t completed_bytes, int64_t total_bytes);

}  // namespace hearth::cli
