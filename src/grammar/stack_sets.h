// StackSets: sets of stacks, interned, so that equal sets have equal numbers and shared parts exist once.
//
// A set is a list of frames, each on top of a set of stacks: a graph-structured stack (Tomita 1986) in a canonical
// form. No two frames of a set have the same place: they become one, on top of the union of what was below them.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <unordered_map>
#include <vector>

namespace hearth::grammar {

using SetId = uint32_t;

struct Frame {
  uint32_t place;  // where it goes on
  uint32_t count;  // of a repetition: rounds so far
  SetId below;
  auto operator<=>(const Frame&) const = default;
};

class StackSets {
 public:
  static constexpr SetId kNone = 0;  // no stack at all

  StackSets() { intern({}); }

  // The frames come in any order, several with the same place and count too.
  SetId make(std::vector<Frame> frames);
  SetId unite(SetId a, SetId b);

  // Rising. Valid as long as this is.
  std::span<const Frame> frames(SetId set) const { return sets_[set]; }
  size_t n_sets() const { return sets_.size(); }
  size_t n_bytes() const;  // about
  // Stacks differed so far down that their union was given up; sets made since may lack stacks.
  bool too_deep() const { return too_deep_; }

 private:
  SetId intern(std::vector<Frame> frames);

  std::deque<std::vector<Frame>> sets_;
  std::unordered_multimap<uint64_t, SetId> by_hash_;
  std::unordered_map<uint64_t, SetId> unions_;  // by both numbers
  size_t n_frames_ = 0;
  int depth_ = 0;
  bool too_deep_ = false;
};

}  // namespace hearth::grammar
