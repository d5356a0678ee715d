// PartPlan: which part of a blob each connection fetches.
//
// A blob starts as a few equal parts. A connection without work takes a part that nobody has, or else the second half
// of the longest that somebody is at, so that all stay busy to the end however different their speeds are. That is how
// parts adapt their size.
//
// Plain values without a lock: Download (download.h) guards it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "store/download_file.h"

namespace hearth::registry {

using store::DownloadPart;

class PartPlan {
 public:
  static constexpr size_t kMaxConnections = 8;
  // Below this a request costs more than its bytes.
  static constexpr uint64_t kMinPartBytes = uint64_t{8} << 20;

  // Parts in order and without a gap. A single untouched one is divided.
  explicit PartPlan(const std::vector<DownloadPart>& parts);

  struct Claim {
    size_t n = 0;                     // the part that is the caller's from now on
    std::optional<size_t> shortened;  // the one that it was taken from
  };
  // Nothing when there is no more work to take.
  std::optional<Claim> claim();
  // It goes back, complete or not.
  void release(size_t n);
  // More of a claimed part has arrived.
  void advance(size_t n, uint64_t n_bytes);
  // For a server that has no ranges: one part, the caller's, complete as far as bytes are there without a gap.
  void join();

  size_t size() const { return parts_.size(); }
  const DownloadPart& part(size_t n) const { return parts_[n].range; }
  uint64_t completed_bytes() const;
  // How far from the start the bytes are there without a gap.
  uint64_t prefix_bytes() const { return prefix_bytes_; }
  uint64_t total_bytes() const;
  // How many connections have something to do.
  size_t n_useful_connections() const;

 private:
  struct Part {
    DownloadPart range;
    bool claimed = false;
  };
  void divide();
  void extend_prefix();

  std::vector<Part> parts_;  // in the order in which they were made
  uint64_t prefix_bytes_ = 0;
};

}  // namespace hearth::registry
