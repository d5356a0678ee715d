#include "grammar/automaton.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

namespace hearth::grammar {
namespace {

// Nodes reached by one byte at most; beyond that a grammar is too ambiguous to be run in bounded time.
constexpr size_t kMostReached = 20'000;
// How far down a stack may count before the rest is cut off.
constexpr int kMostCutCounts = 4;

}  // namespace

Automaton::Automaton(const Program& program) : program_(program), slots_(program.nodes.size(), 0) {
  end_only_ = single(kEnd, 0, StackSets::kNone);
  left_only_ = single(kLeft, 0, StackSets::kNone);
  reach(program.rules[program.root].start, single(kBottom, 0, StackSets::kNone));
  start_ = settle();
}

bool Automaton::has_top(StateId state, uint32_t place) const {
  return std::ranges::any_of(sets_.frames(state), [&](const Frame& frame) { return frame.place == place; });
}

StateId Automaton::compute(StateId state, uint8_t byte) {
  for (const Frame& top : sets_.frames(state)) {
    if (!waits(top)) continue;
    for (const ByteEdge& edge : program_.nodes[top.place].bytes) {
      if (edge.first <= byte && byte <= edge.last) reach(edge.to, top.below);
    }
  }
  const StateId next = settle();
  if (tables_.size() <= state) tables_.resize(sets_.n_sets());
  if (tables_[state] == nullptr) {
    tables_[state] = std::make_unique<Table>();
    tables_[state]->fill(kUnknown);
    ++n_tables_;
  }
  (*tables_[state])[byte] = next;
  return next;
}

// Only what is new about a node has to be looked at, so ambiguity does not multiply work.
void Automaton::reach(NodeId node, SetId below) {
  uint32_t& slot = slots_[node];
  if (slot == 0) {
    if (reached_.size() >= kMostReached) {
      too_complex_ = true;
      return;
    }
    reached_.push_back({node, StackSets::kNone, StackSets::kNone});
    slot = static_cast<uint32_t>(reached_.size());
  }
  Reached& item = reached_[slot - 1];
  const SetId both = sets_.unite(item.below, below);
  if (both == item.below) return;
  item.below = both;
  if (item.fresh == StackSets::kNone) open_.push({program_.rules[program_.nodes[node].rule].rank, slot - 1});
  item.fresh = sets_.unite(item.fresh, below);
}

StateId Automaton::settle() {
  while (!open_.empty()) {
    Reached& item = reached_[open_.top().slot];
    open_.pop();
    visit(item.node, std::exchange(item.fresh, StackSets::kNone));
  }
  for (const Reached& item : reached_) {
    if (!program_.nodes[item.node].bytes.empty()) tops_.push_back({item.node, 0, item.below});
    slots_[item.node] = 0;
  }
  reached_.clear();
  const StateId state = sets_.make(std::move(tops_));
  tops_.clear();
  return state;
}

void Automaton::visit(NodeId id, SetId below) {
  const Node& node = program_.nodes[id];
  for (const NodeId to : node.skips) reach(to, below);
  for (const CallId call : node.calls) enter(call, below);
  if (!node.final) return;
  for (const Frame& frame : sets_.frames(below)) return_to(frame);
}

void Automaton::enter(CallId id, SetId below) {
  const Call& call = program_.calls[id];
  if (call.min == 0) reach(call.next, below);
  if (call.max == 0) return;
  const NodeId start = program_.rules[call.rule].start;
  if (!call.is_plain()) return reach(start, single(kCounts + id, 0, below));
  reach(start, only_ends(call.next) ? below : single(call.next, 0, below));
}

// Nothing is left of the rule behind this node.
bool Automaton::only_ends(NodeId id) const {
  for (;;) {
    const Node& node = program_.nodes[id];
    if (!node.bytes.empty() || !node.calls.empty()) return false;
    if (node.skips.size() != 1 || node.final) return node.final && node.skips.empty();
    id = node.skips[0];
  }
}

void Automaton::return_to(const Frame& frame) {
  if (frame.place == kBottom) return tops_.push_back({kEnd, 0, StackSets::kNone});
  if (frame.place == kUnseen) return tops_.push_back({kLeft, 0, StackSets::kNone});
  if (!is_count(frame.place)) return reach(frame.place, frame.below);
  const Call& call = program_.calls[frame.place - kCounts];
  // Without an upper limit only the lower one has to be counted to.
  const uint32_t count = call.max == kUnlimited ? std::min(frame.count + 1, call.min) : frame.count + 1;
  if (count >= call.min) reach(call.next, frame.below);
  if (call.max == kUnlimited || count < call.max) {
    reach(program_.rules[call.rule].start, single(frame.place, count, frame.below));
  }
}

unsigned Automaton::n_next_bytes(const Frame& top) const {
  unsigned n = 0;
  for (const ByteEdge& edge : program_.nodes[top.place].bytes) n += edge.last - edge.first + 1u;
  return n;
}

StateId Automaton::resume(SetId below) {
  for (const Frame& frame : sets_.frames(below)) return_to(frame);
  return settle();
}

// Within `longest` bytes there are at most as many rounds, as each reads one byte at least.
uint32_t Automaton::clamp(const Frame& frame, uint32_t longest) const {
  const Call& call = program_.calls[frame.place - kCounts];
  const auto is_far = [&](uint32_t count, uint32_t limit) {
    return limit == kUnlimited || uint64_t{count} + longest < limit;
  };
  if (!is_far(frame.count, call.max)) return frame.count;
  if (frame.count >= call.min) return is_far(call.min, call.max) ? call.min : frame.count;
  return is_far(frame.count, call.min) && is_far(0, call.min) ? 0 : frame.count;
}

Automaton::Cut Automaton::cut(const Frame& top, uint32_t longest) {
  std::vector<Frame> seen = {top};
  SetId below = top.below;
  for (int i = 0; i < kMostCutCounts; ++i) {
    const auto frames = sets_.frames(below);
    if (frames.size() != 1 || !is_count(frames[0].place)) break;
    seen.push_back({frames[0].place, clamp(frames[0], longest), frames[0].below});
    below = frames[0].below;
  }
  SetId local = single(kUnseen, 0, StackSets::kNone);
  for (size_t i = seen.size(); i-- > 0;) local = single(seen[i].place, seen[i].count, local);
  return {local, below};
}

StateId Automaton::copy_from(const Automaton& other, StateId state) {
  // A set is made after those that it refers to, so its number is higher.
  std::set<SetId> needed = {state};
  for (auto at = needed.end(); at != needed.begin();) {
    --at;
    for (const Frame& frame : other.sets_.frames(*at)) needed.insert(frame.below);
  }
  std::unordered_map<SetId, SetId> copies;
  for (const SetId set : needed) {
    std::vector<Frame> frames(other.sets_.frames(set).begin(), other.sets_.frames(set).end());
    for (Frame& frame : frames) frame.below = copies.at(frame.below);
    copies[set] = sets_.make(std::move(frames));
  }
  return copies.at(state);
}

size_t Automaton::n_bytes() const { return n_tables_ * sizeof(Table) + sets_.n_bytes(); }

}  // namespace hearth::grammar
