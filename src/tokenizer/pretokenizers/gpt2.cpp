#include "tokenizer/pretokenizers/gpt2.h"

#include "tokenizer/pretokenizers/char_class.h"
#include "tokenizer/pretokenizers/digits.h"
#include "tokenizer/pretokenizers/pretokenizers.h"
#include "tokenizer/pretokenizers/white_space.h"

namespace hearth::tokenizer {
namespace {

// The length of 's, 't, 're, 've, 'm, 'll or 'd; 0 for anything else.
size_t contraction_size(std::string_view text) {
  const char second = text.size() > 1 ? text[1] : '\0';
  const char third = text.size() > 2 ? text[2] : '\0';
  if (second == 's' || second == 't' || second == 'm' || second == 'd') return 2;
  if (((second == 'r' || second == 'v') && third == 'e') || (second == 'l' && third == 'l')) return 3;
  return 0;
}

}  // namespace

size_t find_end_gpt2(std::string_view text, size_t begin) {
  if (text[begin] == '\'') {
    if (const size_t size = contraction_size(text.substr(begin)); size != 0) return begin + size;
  }
  const size_t at = begin + (text[begin] == ' ' ? 1 : 0);
  const Char first = char_at(text, at);
  if (first.is(kLetter)) return skip(text, at + first.n_bytes, kLetter);
  if (first.is(kNumber)) return skip(text, at + first.n_bytes, kNumber);
  if (first.exists() && !first.is(kSpace)) return skip_except(text, at + first.n_bytes, kSpace | kLetter | kNumber);
  return find_end_of_spaces(text, begin);
}

std::unique_ptr<Splitter> make_gpt2_splitter() { return std::make_unique<FunctionSplitter<find_end_gpt2>>(); }

Steps gpt2() {
  Steps steps;
  steps.push_back(make_gpt2_splitter());
  return steps;
}

Steps single_digits_then_gpt2() {
  Steps steps;
  steps.push_back(make_single_digit_splitter());
  steps.push_back(make_gpt2_splitter());
  return steps;
}

}  // namespace hearth::tokenizer
