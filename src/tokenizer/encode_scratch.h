// EncodeScratch: the memory of one encode call, reused from word to word and from one stretch of text to the next.
#pragma once

#include <string>
#include <vector>

#include "tokenizer/merge.h"
#include "tokenizer/word_cache.h"

namespace hearth::tokenizer {

struct EncodeScratch {
  explicit EncodeScratch(size_t n_bytes) : cache(n_bytes) {}

  WordCache cache;
  MergeScratch merge;
  std::vector<size_t> ends;  // of the words of a stretch of text
  std::string word;          // a word as the vocabulary spells it
};

}  // namespace hearth::tokenizer
