#include "grammar/stack_sets.h"

#include <algorithm>

namespace hearth::grammar {
namespace {

constexpr int kMostDepth = 1000;  // of unions in each other, which recurse

uint64_t hash(std::span<const Frame> frames) {
  uint64_t h = frames.size();
  for (const Frame& frame : frames) {
    for (const uint64_t part : {frame.place, frame.count, frame.below}) {
      h = (h ^ part) * 0x9E3779B97F4A7C15u;
      h ^= h >> 29;
    }
  }
  return h;
}

}  // namespace

SetId StackSets::make(std::vector<Frame> frames) {
  std::ranges::sort(frames);
  size_t n = 0;
  for (const Frame& frame : frames) {
    if (n > 0 && frames[n - 1].place == frame.place && frames[n - 1].count == frame.count) {
      frames[n - 1].below = unite(frames[n - 1].below, frame.below);
    } else {
      frames[n++] = frame;
    }
  }
  frames.resize(n);
  return intern(std::move(frames));
}

SetId StackSets::unite(SetId a, SetId b) {
  if (a == b || b == kNone) return a;
  if (a == kNone) return b;
  if (a > b) std::swap(a, b);
  const uint64_t key = uint64_t{a} << 32 | b;
  if (const auto known = unions_.find(key); known != unions_.end()) return known->second;
  if (depth_ >= kMostDepth) {
    too_deep_ = true;
    return a;
  }
  ++depth_;
  std::vector<Frame> both = sets_[a];
  both.insert(both.end(), sets_[b].begin(), sets_[b].end());
  const SetId made = make(std::move(both));
  --depth_;
  unions_.emplace(key, made);
  return made;
}

size_t StackSets::n_bytes() const {
  constexpr size_t kPerSet = 128, kPerUnion = 48;  // with what the containers add
  return sets_.size() * kPerSet + n_frames_ * sizeof(Frame) + unions_.size() * kPerUnion;
}

SetId StackSets::intern(std::vector<Frame> frames) {
  const uint64_t key = hash(frames);
  const auto [begin, end] = by_hash_.equal_range(key);
  for (auto at = begin; at != end; ++at) {
    if (sets_[at->second] == frames) return at->second;
  }
  n_frames_ += frames.size();
  sets_.push_back(std::move(frames));
  const auto id = static_cast<SetId>(sets_.size() - 1);
  by_hash_.emplace(key, id);
  return id;
}

}  // namespace hearth::grammar
