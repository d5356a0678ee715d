// WordCache: within one encode call, a word that occurred before is copied instead of merged again.
//
// An entry points at the earlier occurrence: the bytes in the text, the ids in the output. So there is nothing to
// own and nothing to lock. Direct-mapped, because a wrong guess costs only the merge that would run anyway.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tokenizer/hash.h"

namespace hearth::tokenizer {

class WordCache {
 public:
  // Sized for a text of `n_bytes`; both it and the output must stay in place (the output may grow).
  explicit WordCache(size_t n_bytes) : entries_(std::bit_ceil(std::clamp<size_t>(n_bytes / 8, 16, 8192))) {}

  // Appends the ids of `word`: those of its last occurrence, or what `make(word)` appends.
  template <class Make>
  void append(std::string_view word, std::vector<int32_t>& ids, Make make) {
    if (word.size() > kMaxWord) return make(word);
    Entry& entry = entries_[hash_bytes(word) & (entries_.size() - 1)];
    if (entry.word == word) {
      const size_t end = ids.size();
      ids.resize(end + entry.n_ids);
      std::copy_n(ids.begin() + static_cast<std::ptrdiff_t>(entry.first), entry.n_ids,
                  ids.begin() + static_cast<std::ptrdiff_t>(end));
      return;
    }
    const size_t first = ids.size();
    make(word);
    entry = {word, first, ids.size() - first};
  }

 private:
  static constexpr size_t kMaxWord = 64;  // longer ones hardly repeat

  struct Entry {
    std::string_view word;
    size_t first = 0;
    size_t n_ids = 0;
  };
  std::vector<Entry> entries_;
};

}  // namespace hearth::tokenizer
