#include "grammar/matcher.h"

#include <algorithm>

#include "base/check.h"

namespace hearth::grammar {
namespace {

// What one mask may add to what is known of a grammar, in bytes.
constexpr size_t kMostPerMask = size_t{32} << 20;

}  // namespace

Matcher::Matcher(std::shared_ptr<Constraint> constraint) : constraint_(std::move(constraint)) {
  const std::lock_guard lock(constraint_->mutex_);
  knowledge_ = constraint_->knowledge();
  state_ = knowledge_->automaton.start();
}

void Matcher::take_knowledge() {
  const auto& now = constraint_->knowledge();
  if (now == knowledge_) return;
  state_ = now->automaton.copy_from(knowledge_->automaton, state_);
  knowledge_ = now;
}

Status Matcher::fill_mask(std::span<uint64_t> mask) {
  std::shared_ptr<const Mask> known;
  {
    const std::lock_guard lock(constraint_->mutex_);
    take_knowledge();
    const size_t used = knowledge_->masks.n_bytes() + knowledge_->automaton.n_bytes();
    known = knowledge_->masks.of(state_, used + kMostPerMask);
  }
  if (known == nullptr) return fail(ErrorCode::kInvalidArgument, "the grammar is too ambiguous");
  CHECK(mask.size() >= known->size());
  std::ranges::fill(std::ranges::copy(*known, mask.begin()).out, mask.end(), 0);
  return {};
}

bool Matcher::accept(int32_t token) {
  const TokenTrie& trie = constraint_->trie();
  if (token < 0 || token >= trie.n_vocab()) return false;
  if (trie.ends_generation(token)) return can_end();
  return !trie.bytes(token).empty() && accept(trie.bytes(token));
}

bool Matcher::accept(std::string_view bytes) {
  const std::lock_guard lock(constraint_->mutex_);
  take_knowledge();
  StateId state = state_;
  for (const char byte : bytes) {
    state = knowledge_->automaton.step(state, static_cast<uint8_t>(byte));
    if (state == Automaton::kDead) return false;
  }
  state_ = state;
  return true;
}

bool Matcher::can_end() const {
  const std::lock_guard lock(constraint_->mutex_);
  return knowledge_->automaton.can_end(state_);
}

bool Matcher::must_end() const {
  const std::lock_guard lock(constraint_->mutex_);
  return !knowledge_->automaton.can_go_on(state_);
}

}  // namespace hearth::grammar
