#include "registry/part_plan.h"

#include <algorithm>

#include "base/check.h"

namespace hearth::registry {
namespace {

uint64_t left_of(const DownloadPart& part) { return part.size_bytes - part.completed_bytes; }

}  // namespace

PartPlan::PartPlan(const std::vector<DownloadPart>& parts) {
  CHECK(!parts.empty());
  for (const DownloadPart& part : parts) parts_.push_back({.range = part});
  if (parts_.size() == 1 && parts_.front().range.completed_bytes == 0) divide();
  extend_prefix();
}

void PartPlan::divide() {
  const uint64_t size = parts_.front().range.size_bytes;
  const uint64_t n_parts = std::clamp<uint64_t>(size / kMinPartBytes, 1, kMaxConnections);
  parts_.clear();
  for (uint64_t n = 0, offset = 0; n < n_parts; ++n) {
    const uint64_t end = n + 1 == n_parts ? size : size / n_parts * (n + 1);
    parts_.push_back({.range = {.offset = offset, .size_bytes = end - offset}});
    offset = end;
  }
}

std::optional<PartPlan::Claim> PartPlan::claim() {
  const auto idle = [](const Part& part) { return !part.claimed && !part.range.is_complete(); };
  if (const auto found = std::ranges::find_if(parts_, idle); found != parts_.end()) {
    found->claimed = true;
    return Claim{.n = static_cast<size_t>(found - parts_.begin()), .shortened = std::nullopt};
  }
  const auto longest = std::ranges::max_element(parts_, {}, [](const Part& part) { return left_of(part.range); });
  const uint64_t left = left_of(longest->range);
  if (left < 2 * kMinPartBytes) return std::nullopt;
  const auto shortened = static_cast<size_t>(longest - parts_.begin());
  const uint64_t taken = left / 2;
  longest->range.size_bytes -= taken;
  const uint64_t offset = longest->range.offset + longest->range.size_bytes;
  parts_.push_back({.range = {.offset = offset, .size_bytes = taken}, .claimed = true});
  return Claim{.n = parts_.size() - 1, .shortened = shortened};
}

void PartPlan::release(size_t n) { parts_[n].claimed = false; }

void PartPlan::advance(size_t n, uint64_t n_bytes) {
  DownloadPart& range = parts_[n].range;
  CHECK(n_bytes <= left_of(range));
  range.completed_bytes += n_bytes;
  extend_prefix();
}

void PartPlan::join() {
  const DownloadPart whole{.offset = 0, .size_bytes = total_bytes(), .completed_bytes = prefix_bytes_};
  parts_.clear();
  parts_.push_back({.range = whole, .claimed = true});
}

void PartPlan::extend_prefix() {
  const auto holds_end = [this](const Part& part) {
    return part.range.offset <= prefix_bytes_ && prefix_bytes_ < part.range.offset + part.range.completed_bytes;
  };
  for (auto at = std::ranges::find_if(parts_, holds_end); at != parts_.end();
       at = std::ranges::find_if(parts_, holds_end)) {
    prefix_bytes_ = at->range.offset + at->range.completed_bytes;
  }
}

uint64_t PartPlan::completed_bytes() const {
  uint64_t sum = 0;
  for (const Part& part : parts_) sum += part.range.completed_bytes;
  return sum;
}

uint64_t PartPlan::total_bytes() const {
  uint64_t sum = 0;
  for (const Part& part : parts_) sum += part.range.size_bytes;
  return sum;
}

size_t PartPlan::n_useful_connections() const {
  uint64_t n = 0;
  for (const Part& part : parts_) {
    if (!part.range.is_complete()) n += std::max<uint64_t>(1, left_of(part.range) / kMinPartBytes);
  }
  return static_cast<size_t>(std::min<uint64_t>(n, kMaxConnections));
}

}  // namespace hearth::registry
