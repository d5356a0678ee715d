// Numbers: how many digits at once, as part of an expression or as a step that leaves the rest to others.
#pragma once

#include <memory>

#include "tokenizer/pretokenizers/char_class.h"
#include "tokenizer/pretokenizers/pretokenizer.h"

namespace hearth::tokenizer {

// \p{N}{0,max} from `at`.
inline size_t skip_digits(std::string_view text, size_t at, int max) {
  for (int i = 0; i < max; ++i) {
    const Char next = char_at(text, at);
    if (!next.is(kNumber)) break;
    at += next.n_bytes;
  }
  return at;
}

// \p{N}: every digit a piece of its own.
std::unique_ptr<Splitter> make_single_digit_splitter();
// \p{N}{1,3}: groups of three from the left.
std::unique_ptr<Splitter> make_three_digit_splitter();
// \p{N}+ and within it (?=(?:\p{N}{3})+(?!\p{N})): groups of three from the right.
std::unique_ptr<Splitter> make_digits_from_right_splitter();
// The same with \p{Nd} in the inner expression: runs of other numbers stay whole.
std::unique_ptr<Splitter> make_decimals_from_right_splitter();

}  // namespace hearth::tokenizer
