// Constraint: a grammar for the tokens of one vocabulary, with what was found out about it so far: states, and the
// tokens that each allows. All answers under the same grammar share it.
//
// What was found out is kept up to a limit and then started anew; a Matcher takes its state along.
#pragma once

#include <list>
#include <memory>
#include <mutex>

#include "base/result.h"
#include "grammar/grammar.h"
#include "grammar/token_masks.h"
#include "grammar/token_trie.h"

namespace hearth::grammar {

class Constraint {
 public:
  // What is known so far; belongs to the constraint's mutex.
  struct Knowledge {
    Knowledge(const Program& program, const TokenTrie& trie) : automaton(program), masks(automaton, trie) {}
    Automaton automaton;
    TokenMasks masks;
  };

  // kInvalidArgument when the vocabulary cannot write any text of the grammar.
  static Result<std::shared_ptr<Constraint>> create(SharedGrammar grammar, std::shared_ptr<const TokenTrie> trie);

  const SharedGrammar& grammar() const { return grammar_; }
  const TokenTrie& trie() const { return *trie_; }

 private:
  friend class Matcher;
  Constraint(SharedGrammar grammar, std::shared_ptr<const TokenTrie> trie, Program program)
      : grammar_(std::move(grammar)), trie_(std::move(trie)), program_(std::move(program)) {}

  // With the mutex held. Knowledge with room for one more mask.
  const std::shared_ptr<Knowledge>& knowledge();

  const SharedGrammar grammar_;
  const std::shared_ptr<const TokenTrie> trie_;
  const Program program_;  // without what the vocabulary cannot write
  std::mutex mutex_;
  std::shared_ptr<Knowledge> knowledge_;
};

// The constraints of one vocabulary that were used lately, so that requests with the same grammar share one.
// Thread-safe.
class Constraints {
 public:
  // The tokenizer outlives it; it is read when the first constraint is made.
  explicit Constraints(const tokenizer::Tokenizer& tokenizer) : tokenizer_(tokenizer) {}

  // Fails as Constraint::create does.
  Result<std::shared_ptr<Constraint>> find_or_create(const SharedGrammar& grammar);

 private:
  const tokenizer::Tokenizer& tokenizer_;
  std::mutex mutex_;
  std::shared_ptr<const TokenTrie> trie_;
  std::list<std::shared_ptr<Constraint>> recent_;  // the last used first
};

}  // namespace hearth::grammar
