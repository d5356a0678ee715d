// The alternatives that end nearly every expression.
#pragma once

#include "tokenizer/pretokenizers/char_class.h"

namespace hearth::tokenizer {

// \s+(?!\S)|\s+ from `begin`, where white space is: a run of it leaves its last character to the word behind it, if
// there is a word and the run is longer than that character.
inline size_t find_end_of_spaces(std::string_view text, size_t begin) {
  size_t last = begin;
  size_t end = begin;
  for (Char next = char_at(text, end); next.is(kSpace); next = char_at(text, end)) {
    last = end;
    end += next.n_bytes;
  }
  return end == text.size() || last == begin ? end : last;
}

// \s*[\r\n]+|\s+(?!\S)|\s+ from `begin`, where white space is: up to the last line end of the run, if it has one.
inline size_t find_end_of_lines_or_spaces(std::string_view text, size_t begin) {
  size_t lines_end = begin;
  size_t at = begin;
  for (Char next = char_at(text, at); next.is(kSpace); next = char_at(text, at)) {
    at += next.n_bytes;
    if (next.is(kLineEnd)) lines_end = at;
  }
  return lines_end != begin ? lines_end : find_end_of_spaces(text, begin);
}

}  // namespace hearth::tokenizer
