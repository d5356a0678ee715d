#include "grammar/token_trie.h"

#include <algorithm>

namespace hearth::grammar {
namespace {

// A token longer than this is no use to a grammar, and no known vocabulary has one.
constexpr size_t kMostBytes = 4096;

}  // namespace

TokenTrie::TokenTrie(const tokenizer::Tokenizer& tokenizer) {
  read(tokenizer);
  build();
}

void TokenTrie::read(const tokenizer::Tokenizer& tokenizer) {
  const int32_t n = tokenizer.n_vocab();
  offsets_.reserve(static_cast<size_t>(n) + 1);
  offsets_.push_back(0);
  for (int32_t id = 0; id < n; ++id) {
    if (tokenizer.is_end_of_generation(id)) {
      end_tokens_.push_back(id);
    } else if (!tokenizer.is_control(id)) {
      const std::string piece = tokenizer.piece(id);
      if (piece.size() <= kMostBytes) bytes_ += piece;
    }
    offsets_.push_back(static_cast<uint32_t>(bytes_.size()));
    const std::string_view own = bytes(id);
    if (own.empty()) continue;
    tokens_.push_back(id);
    longest_ = std::max(longest_, static_cast<uint32_t>(own.size()));
    if (own.size() == 1) single_bytes_.set(static_cast<uint8_t>(own[0]));
  }
}

void TokenTrie::build() {
  std::ranges::sort(tokens_, [&](int32_t a, int32_t b) {
    const std::string_view x = bytes(a), y = bytes(b);
    return x != y ? x < y : a < b;
  });
  nodes_.push_back({0, 0, 0, 0});
  std::vector<uint32_t> path = {0};  // from the root to the last node
  std::string_view last;
  const auto close_to = [&](size_t depth) {
    for (; path.size() > depth + 1; path.pop_back()) nodes_[path.back()].skip = static_cast<uint32_t>(nodes_.size());
  };
  for (uint32_t i = 0; i < tokens_.size(); ++i) {
    const std::string_view text = bytes(tokens_[i]);
    const auto common = static_cast<size_t>(std::ranges::mismatch(last, text).in2 - text.begin());
    close_to(common);
    for (size_t depth = common; depth < text.size(); ++depth) {
      path.push_back(static_cast<uint32_t>(nodes_.size()));
      nodes_.push_back({0, i, static_cast<uint16_t>(depth + 1), static_cast<uint8_t>(text[depth])});
    }
    last = text;
  }
  close_to(0);
  nodes_[0].skip = static_cast<uint32_t>(nodes_.size());
  nodes_.push_back({0, static_cast<uint32_t>(tokens_.size()), 0, 0});
}

bool TokenTrie::ends_generation(int32_t id) const { return std::ranges::binary_search(end_tokens_, id); }

}  // namespace hearth::grammar
