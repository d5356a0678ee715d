// TokenTrie: the tokens of a vocabulary by their bytes, so that tokens which begin alike are looked at once.
//
// Nodes lie in the order of a walk: a node's subtree follows it, and `skip` is the first node behind it. A walk is then
// one pass over an array that jumps over what cannot match.
#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tokenizer/tokenizer.h"

namespace hearth::grammar {

class TokenTrie {
 public:
  struct Node {
    uint32_t skip;
    uint32_t first_token;  // in the list of tokens; those up to the next node's first_token end here
    uint16_t depth;        // bytes from the root to here, itself included
    uint8_t byte;          // with which it is reached
  };

  // Control tokens and tokens without text are in no text. What it needs of the tokenizer it copies.
  explicit TokenTrie(const tokenizer::Tokenizer& tokenizer);

  int32_t n_vocab() const { return static_cast<int32_t>(offsets_.size()) - 1; }
  // Of a token of the trie; empty for others. `id` in [0, n_vocab).
  std::string_view bytes(int32_t id) const {
    const auto i = static_cast<size_t>(id);
    return std::string_view(bytes_).substr(offsets_[i], offsets_[i + 1] - offsets_[i]);
  }
  bool ends_generation(int32_t id) const;
  std::span<const int32_t> end_tokens() const { return end_tokens_; }
  // Bytes that are a token by themselves.
  const std::bitset<256>& single_bytes() const { return single_bytes_; }
  uint32_t longest() const { return longest_; }  // bytes of a token

  // nodes()[0] is the root, which no token ends at.
  std::span<const Node> nodes() const { return std::span(nodes_).first(nodes_.size() - 1); }
  std::span<const int32_t> tokens_at(uint32_t node) const {
    const uint32_t first = nodes_[node].first_token;
    return std::span(tokens_).subspan(first, nodes_[node + 1].first_token - first);
  }

 private:
  void read(const tokenizer::Tokenizer& tokenizer);
  void build();

  std::string bytes_;                // of all tokens, by id
  std::vector<uint32_t> offsets_;    // [n_vocab + 1] into bytes_
  std::vector<int32_t> end_tokens_;  // rising
  std::vector<int32_t> tokens_;      // by their bytes
  std::vector<Node> nodes_;          // and one more, where the last one's tokens end
  std::bitset<256> single_bytes_;
  uint32_t longest_ = 0;
};

}  // namespace hearth::grammar
