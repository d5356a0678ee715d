// TokenMasks: which tokens may come next in a state of an automaton.
//
// Most tokens are decided by the top of a stack alone: inside a JSON string, nearly every token is more of the string,
// whatever the string is part of. So for each top that goes on with many bytes (Automaton::cut) one walk over the whole
// trie notes the tokens that fit in any case, and the places where a token leaves what the top knows: for a string,
// behind the closing quote. For a state only those places are left to be walked on from, with its real stack. This is
// the division of XGrammar (Dong et al. 2024, arXiv:2411.15100, adaptive token mask cache). Both results are kept, the
// second by state.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "grammar/automaton.h"
#include "grammar/token_trie.h"

namespace hearth::grammar {

using Mask = std::vector<uint64_t>;  // bit i % 64 of word i / 64: token i is allowed

class TokenMasks {
 public:
  // Both outlive it.
  TokenMasks(Automaton& automaton, const TokenTrie& trie);

  // [n_vocab / 64, rounded up]. End tokens are allowed where the text may end. The state is not kDead. Null when the
  // walk took more than `most_bytes` of memory in all, or the automaton became too complex.
  std::shared_ptr<const Mask> of(StateId state, size_t most_bytes);

  size_t n_bytes() const;

 private:
  // What the top of a stack decides.
  struct Local {
    Mask allowed{};
    std::vector<uint32_t> leaves{};  // trie nodes with a subtree behind which something else than the top decides
  };

  size_t n_words() const { return (static_cast<size_t>(trie_.n_vocab()) + 63) / 64; }
  void allow(Mask& mask, uint32_t node) const;
  const Local* local(StateId state);
  bool add_wide(const Frame& top, Mask& mask);
  bool walk(uint32_t root, StateId state, Mask& mask, std::vector<uint32_t>* leaves);
  bool in_bounds() const { return n_bytes() + automaton_.n_bytes() <= most_bytes_ && !automaton_.too_complex(); }

  Automaton& automaton_;
  const TokenTrie& trie_;
  std::unordered_map<StateId, std::shared_ptr<const Mask>> masks_;
  std::unordered_map<StateId, Local> locals_;
  std::vector<StateId> path_;  // [longest token + 1] states of a walk, by depth
  size_t n_leaves_ = 0;
  size_t most_bytes_ = 0;
};

}  // namespace hearth::grammar
