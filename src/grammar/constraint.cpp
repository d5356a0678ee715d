#include "grammar/constraint.h"

#include <algorithm>

namespace hearth::grammar {
namespace {

// What is known about a grammar at most, in bytes. With 128,000 tokens a mask is 16 kB.
constexpr size_t kMostKnowledge = size_t{32} << 20;
// Grammars that a vocabulary remembers.
constexpr size_t kMostRecent = 8;

}  // namespace

Result<std::shared_ptr<Constraint>> Constraint::create(SharedGrammar grammar, std::shared_ptr<const TokenTrie> trie) {
  Program program = grammar->program();
  const Status pruned = prune(program, trie->single_bytes());
  if (!pruned) return within("the vocabulary lacks bytes that the grammar needs", pruned.error());
  return std::shared_ptr<Constraint>(new Constraint(std::move(grammar), std::move(trie), std::move(program)));
}

const std::shared_ptr<Constraint::Knowledge>& Constraint::knowledge() {
  if (knowledge_ == nullptr || knowledge_->masks.n_bytes() + knowledge_->automaton.n_bytes() > kMostKnowledge ||
      knowledge_->automaton.too_complex()) {
    knowledge_ = std::make_shared<Knowledge>(program_, *trie_);
  }
  return knowledge_;
}

Result<std::shared_ptr<Constraint>> Constraints::find_or_create(const SharedGrammar& grammar) {
  const std::lock_guard lock(mutex_);
  const auto known = std::ranges::find_if(recent_, [&](const std::shared_ptr<Constraint>& constraint) {
    return constraint->grammar() == grammar || *constraint->grammar() == *grammar;
  });
  if (known != recent_.end()) {
    recent_.splice(recent_.begin(), recent_, known);
    return recent_.front();
  }
  if (trie_ == nullptr) trie_ = std::make_shared<TokenTrie>(tokenizer_);
  recent_.push_front(TRY(Constraint::create(grammar, trie_)));
  if (recent_.size() > kMostRecent) recent_.pop_back();
  return recent_.front();
}

}  // namespace hearth::grammar
