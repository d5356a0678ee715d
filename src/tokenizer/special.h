// SpecialMatcher: finds the tokens that are matched in the text itself ("<|im_end|>", Gemma's runs of newlines).
//
// The leftmost match wins, of several there the longest, as Hugging Face's tokenizers do it. The tokens stand in a
// sorted list; a match narrows a range of it byte by byte, which is a trie without nodes to build at start. A bitmap
// of the first two bytes answers almost every position of an ordinary text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tokenizer/vocab.h"

namespace hearth::tokenizer {

class SpecialMatcher {
 public:
  struct Match {
    size_t begin = 0;
    size_t end = 0;
    int32_t id = -1;
  };

  SpecialMatcher() = default;
  // `sorted`: ids in ascending order of their texts, none of them empty. The vocabulary must outlive the matcher.
  SpecialMatcher(const Vocab& vocab, std::vector<int32_t> sorted);

  // The first match that begins at or after `from`.
  std::optional<Match> find(std::string_view text, size_t from) const;

 private:
  std::optional<Match> longest_at(std::string_view text, size_t begin) const;

  const Vocab* vocab_ = nullptr;
  std::vector<int32_t> sorted_;
  std::array<uint32_t, 257> first_{};  // tokens that begin with byte b: [first_[b], first_[b + 1]) of sorted_
  std::array<bool, 256> alone_{};      // a token consists of this byte
  std::vector<uint64_t> pairs_;        // [65536 bits] a token begins with these two bytes
};

// Ids of all control, unknown and user-defined tokens, ascending by text.
std::vector<int32_t> special_ids_by_text(const Vocab& vocab);

}  // namespace hearth::tokenizer
