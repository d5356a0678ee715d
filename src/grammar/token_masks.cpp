#include "grammar/token_masks.h"

#include <algorithm>
#include <utility>

namespace hearth::grammar {
namespace {

// A top that goes on with fewer bytes is walked from as it is: such a walk is short.
constexpr unsigned kWide = 48;
constexpr uint32_t kCheckEvery = 1024;  // nodes of a walk between two looks at its memory

}  // namespace

TokenMasks::TokenMasks(Automaton& automaton, const TokenTrie& trie)
    : automaton_(automaton), trie_(trie), path_(trie.longest() + 1) {}

void TokenMasks::allow(Mask& mask, uint32_t node) const {
  for (const int32_t id : trie_.tokens_at(node)) mask[static_cast<size_t>(id) / 64] |= uint64_t{1} << (id % 64);
}

std::shared_ptr<const Mask> TokenMasks::of(StateId state, size_t most_bytes) {
  if (const auto known = masks_.find(state); known != masks_.end()) return known->second;
  most_bytes_ = most_bytes;
  auto mask = std::make_shared<Mask>(n_words());
  std::vector<Frame> narrow;
  for (const Frame& top : automaton_.sets().frames(state)) {
    if (!Automaton::waits(top)) continue;
    if (automaton_.n_next_bytes(top) < kWide)
      narrow.push_back(top);
    else if (!add_wide(top, *mask))
      return nullptr;
  }
  if (!narrow.empty() && !walk(0, automaton_.sets().make(std::move(narrow)), *mask, nullptr)) return nullptr;
  if (automaton_.can_end(state)) {
    for (const int32_t id : trie_.end_tokens()) (*mask)[static_cast<size_t>(id) / 64] |= uint64_t{1} << (id % 64);
  }
  if (!in_bounds()) return nullptr;
  masks_.emplace(state, mask);
  return mask;
}

bool TokenMasks::add_wide(const Frame& top, Mask& mask) {
  const auto [start, below] = automaton_.cut(top, trie_.longest());
  const Local* own = local(start);
  if (own == nullptr) return false;
  for (size_t i = 0; i < mask.size(); ++i) mask[i] |= own->allowed[i];
  if (own->leaves.empty()) return true;
  const StateId next = automaton_.resume(below);
  return !automaton_.can_go_on(next) ||
         std::ranges::all_of(own->leaves, [&](uint32_t node) { return walk(node, next, mask, nullptr); });
}

const TokenMasks::Local* TokenMasks::local(StateId state) {
  if (const auto known = locals_.find(state); known != locals_.end()) return &known->second;
  Local made{.allowed = Mask(n_words())};
  if (!walk(0, state, made.allowed, &made.leaves)) return nullptr;
  n_leaves_ += made.leaves.size();
  return &locals_.emplace(state, std::move(made)).first->second;
}

// Allows the tokens below `root` that fit from `state` on; false when it takes too much memory.
bool TokenMasks::walk(uint32_t root, StateId state, Mask& mask, std::vector<uint32_t>* leaves) {
  const auto nodes = trie_.nodes();
  path_[nodes[root].depth] = state;
  const uint32_t end = nodes[root].skip;
  for (uint32_t i = root + 1, n = 0; i < end; ++n) {
    const TokenTrie::Node& node = nodes[i];
    const StateId next = automaton_.step(path_[node.depth - 1u], node.byte);
    if (n % kCheckEvery == kCheckEvery - 1 && !in_bounds()) return false;
    if (next == Automaton::kDead) {
      i = node.skip;
      continue;
    }
    path_[node.depth] = next;
    allow(mask, i);
    const bool has_more = node.skip > i + 1;
    if (leaves != nullptr && has_more && automaton_.leaves(next)) leaves->push_back(i);
    i = has_more && automaton_.only_leaves(next) ? node.skip : i + 1;
  }
  return in_bounds();
}

size_t TokenMasks::n_bytes() const {
  return (masks_.size() + locals_.size()) * (n_words() * sizeof(uint64_t) + 128) + n_leaves_ * sizeof(uint32_t);
}

}  // namespace hearth::grammar
