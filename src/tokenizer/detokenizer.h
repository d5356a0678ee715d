// Detokenizer: a stream of tokens to a stream of text that never shows half a character.
//
// Bytes of an unfinished UTF-8 sequence are held back until the tokens that complete it arrive; bytes that can
// no longer become a character are replaced by U+FFFD, and so is what is left at flush().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenizer/tokenizer.h"

namespace hearth::tokenizer {

class Detokenizer {
 public:
  // The tokenizer must outlive it. The tokens continue a text: a space that begins the first of them is kept.
  // `shown`: control tokens whose names are to be part of the text; the others give none.
  explicit Detokenizer(const Tokenizer& tokenizer, std::vector<int32_t> shown = {})
      : tokenizer_(tokenizer), shown_(std::move(shown)) {}

  // The whole characters that `id` completes.
  std::string push(int32_t id);
  // What is still held back, made valid.
  std::string flush();

 private:
  const Tokenizer& tokenizer_;
  std::vector<int32_t> shown_;
  std::string pending_;
};

}  // namespace hearth::tokenizer
