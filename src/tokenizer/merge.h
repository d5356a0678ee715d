// merge_symbols: the greedy loop that byte-pair encoding and SentencePiece share.
//
// Of all neighbouring symbols the pair with the lowest priority number becomes one symbol, the leftmost where
// several are equal, until no pair can be joined. Words are short, so a linear search over a small array is the
// fast way; above kShort symbols a heap keeps a megabyte without a space at n log n.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace hearth::tokenizer {

struct Symbol {
  int32_t id = -1;  // -1: no token of its own (yet)
  uint32_t begin = 0;
  uint32_t size = 0;
};

// What joining two symbols gives. kNever: the pair is not joined.
struct Join {
  static constexpr uint32_t kNever = UINT32_MAX;
  uint32_t priority = kNever;
  int32_t id = -1;
};

// Memory that one encode call reuses from word to word.
struct MergeScratch {
  std::vector<Symbol> symbols;
  std::vector<Join> joins;      // [n] of symbol i and its right neighbour
  std::vector<uint32_t> left;   // [n] neighbours; n: none
  std::vector<uint32_t> right;  //
  std::vector<uint64_t> heap;   // priority << 32 | index of the left symbol
};

namespace detail {

constexpr size_t kShort = 48;

inline Symbol joined(const Symbol& left, const Symbol& right, int32_t id) {
  return {id, left.begin, left.size + right.size};
}

template <class FindJoin>
void merge_short(MergeScratch& scratch, FindJoin& find_join) {
  auto& symbols = scratch.symbols;
  size_t n = symbols.size();
  Join joins[kShort];
  for (size_t i = 0; i + 1 < n; ++i) joins[i] = find_join(symbols[i], symbols[i + 1]);
  while (n > 1) {
    size_t best = 0;
    for (size_t i = 1; i + 1 < n; ++i) {
      if (joins[i].priority < joins[best].priority) best = i;
    }
    if (joins[best].priority == Join::kNever) break;
    symbols[best] = joined(symbols[best], symbols[best + 1], joins[best].id);
    --n;
    for (size_t i = best + 1; i < n; ++i) {
      symbols[i] = symbols[i + 1];
      joins[i - 1] = joins[i];
    }
    if (best > 0) joins[best - 1] = find_join(symbols[best - 1], symbols[best]);
    if (best + 1 < n) joins[best] = find_join(symbols[best], symbols[best + 1]);
  }
  symbols.resize(n);
}

template <class FindJoin>
class LongMerge {
 public:
  LongMerge(MergeScratch& scratch, FindJoin& find_join)
      : s_(scratch), find_join_(find_join), n_(static_cast<uint32_t>(scratch.symbols.size())) {}

  void run() {
    link();
    while (!s_.heap.empty()) {
      std::ranges::pop_heap(s_.heap, std::greater<>());
      const uint64_t top = s_.heap.back();
      s_.heap.pop_back();
      const auto i = static_cast<uint32_t>(top);
      // A pair that changed since it was pushed has another priority now (or none), and its own entry.
      if (s_.joins[i].priority == static_cast<uint32_t>(top >> 32) && s_.right[i] != n_) join(i);
    }
    keep_living();
  }

 private:
  void link() {
    s_.joins.assign(n_, {});
    s_.left.resize(n_);
    s_.right.resize(n_);
    s_.heap.clear();
    for (uint32_t i = 0; i < n_; ++i) {
      s_.left[i] = i == 0 ? n_ : i - 1;
      s_.right[i] = i + 1;
      if (i + 1 == n_) break;
      s_.joins[i] = find_join_(s_.symbols[i], s_.symbols[i + 1]);
      if (s_.joins[i].priority != Join::kNever) s_.heap.push_back(uint64_t{s_.joins[i].priority} << 32 | i);
    }
    std::ranges::make_heap(s_.heap, std::greater<>());
  }

  void join(uint32_t i) {
    const uint32_t gone = s_.right[i];
    s_.symbols[i] = joined(s_.symbols[i], s_.symbols[gone], s_.joins[i].id);
    s_.symbols[gone].size = 0;
    s_.joins[gone] = {};
    s_.right[i] = s_.right[gone];
    if (s_.right[i] != n_) s_.left[s_.right[i]] = i;
    look(i);
    if (s_.left[i] != n_) look(s_.left[i]);
  }

  void look(uint32_t i) {
    s_.joins[i] = s_.right[i] == n_ ? Join{} : find_join_(s_.symbols[i], s_.symbols[s_.right[i]]);
    if (s_.joins[i].priority == Join::kNever) return;
    s_.heap.push_back(uint64_t{s_.joins[i].priority} << 32 | i);
    std::ranges::push_heap(s_.heap, std::greater<>());
  }

  void keep_living() {
    std::erase_if(s_.symbols, [](const Symbol& symbol) { return symbol.size == 0; });
  }

  MergeScratch& s_;
  FindJoin& find_join_;
  const uint32_t n_;
};

}  // namespace detail

// Merges scratch.symbols in place. Every symbol's size is at least 1, and there are fewer than 2^32 of them.
// `find_join(left, right)` gives the Join of two neighbours.
template <class FindJoin>
void merge_symbols(MergeScratch& scratch, FindJoin find_join) {
  if (scratch.symbols.size() <= detail::kShort) {
    detail::merge_short(scratch, find_join);
  } else {
    detail::LongMerge<FindJoin>(scratch, find_join).run();
  }
}

}  // namespace hearth::tokenizer
