// Automaton: runs a Program over bytes. A state is a set of stacks after everything that needs no byte has been done;
// states are interned and their transitions remembered, so that a byte that was seen before in a state costs one look
// into a table: the pushdown automaton becomes deterministic where it is used.
//
// A stack has a node that waits for a byte on top, and below it the places where rules that were called return to. When
// nothing follows a call in its rule, the call takes the caller's place, so right recursion does not grow the stack.
//
// Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <queue>
#include <vector>

#include "grammar/program.h"
#include "grammar/stack_sets.h"

namespace hearth::grammar {

using StateId = SetId;

class Automaton {
 public:
  static constexpr StateId kDead = StackSets::kNone;

  // The program outlives the automaton and is pruned.
  explicit Automaton(const Program& program);

  StateId start() const { return start_; }
  // kDead when the byte cannot follow.
  StateId step(StateId state, uint8_t byte) {
    if (state < tables_.size() && tables_[state] != nullptr) {
      const StateId known = (*tables_[state])[byte];
      if (known != kUnknown) return known;
    }
    return compute(state, byte);
  }

  // The text may end here.
  bool can_end(StateId state) const { return has_top(state, kEnd); }
  // A byte may follow.
  bool can_go_on(StateId state) const { return state != kDead && state != end_only_; }

  // For masks (token_masks.h), a stack is cut below the part that a token sees first. The walk then starts in
  // `local` and, wherever leaves() holds, may also go on in resume(below).
  struct Cut {
    StateId local;
    SetId below;
  };
  // `longest`: no walk is longer, in bytes; counts that cannot be told apart within it become one.
  Cut cut(const Frame& top, uint32_t longest);
  bool leaves(StateId state) const { return has_top(state, kLeft); }
  bool only_leaves(StateId state) const { return state == left_only_; }
  StateId resume(SetId below);
  // The tops that wait for a byte.
  static bool waits(const Frame& top) { return top.place < kCounts; }
  // Bytes that a top goes on with, some of them perhaps in several ways.
  unsigned n_next_bytes(const Frame& top) const;

  StackSets& sets() { return sets_; }
  const StackSets& sets() const { return sets_; }
  // The same state in another automaton of the same program.
  StateId copy_from(const Automaton& other, StateId state);

  size_t n_bytes() const;
  // The grammar is too ambiguous here: some states may lack ways to go on.
  bool too_complex() const { return too_complex_ || sets_.too_deep(); }

 private:
  // Places: a node's number, or kCounts plus that of a call that repeats, or one of these.
  static constexpr uint32_t kCounts = 1u << 31;
  static constexpr uint32_t kBottom = UINT32_MAX, kEnd = UINT32_MAX - 1, kUnseen = UINT32_MAX - 2,
                            kLeft = UINT32_MAX - 3;
  static constexpr StateId kUnknown = UINT32_MAX;
  using Table = std::array<StateId, 256>;

  bool has_top(StateId state, uint32_t place) const;
  bool is_count(uint32_t place) const { return place >= kCounts && place < kLeft; }
  SetId single(uint32_t place, uint32_t count, SetId below) { return sets_.make({{place, count, below}}); }
  uint32_t clamp(const Frame& frame, uint32_t longest) const;
  StateId compute(StateId state, uint8_t byte);

  // Everything that can be done without a byte.
  void reach(NodeId node, SetId below);
  void return_to(const Frame& frame);
  void enter(CallId id, SetId below);
  bool only_ends(NodeId id) const;
  StateId settle();
  void visit(NodeId id, SetId below);

  const Program& program_;
  StackSets sets_;
  std::vector<std::unique_ptr<Table>> tables_;  // by state; null where no byte was tried
  size_t n_tables_ = 0;
  StateId start_ = kDead, end_only_ = kDead, left_only_ = kDead;
  bool too_complex_ = false;

  // Of settle(): the nodes that were reached, with all stacks below them and those that were not looked at yet.
  struct Reached {
    NodeId node;
    SetId below;
    SetId fresh;
  };
  struct Open {
    uint32_t rank, slot;
    bool operator<(const Open& other) const { return rank > other.rank; }  // callers before what they call
  };
  std::vector<Reached> reached_;
  std::vector<uint32_t> slots_;  // by node: 1 + its place in reached_; 0: not reached
  std::priority_queue<Open> open_;
  std::vector<Frame> tops_;
};

}  // namespace hearth::grammar
