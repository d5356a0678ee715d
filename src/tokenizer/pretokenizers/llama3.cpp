// The expression of cl100k and its many children:
//   (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
// Llama 3 takes three digits at once, Qwen 2 one, Qwen 3.5 also lets marks stand for letters, Seed-Coder keeps line
// ends out of punctuation. (\s*[\r\n] and \s*[\r\n]+ match the same: both end at the last line end of the run.)
#include "tokenizer/pretokenizers/llama3.h"

#include "tokenizer/pretokenizers/char_class.h"
#include "tokenizer/pretokenizers/contraction.h"
#include "tokenizer/pretokenizers/digits.h"
#include "tokenizer/pretokenizers/pretokenizers.h"
#include "tokenizer/pretokenizers/white_space.h"

namespace hearth::tokenizer {
namespace {

struct Shape {
  int max_digits = 0;           // k of \p{N}{1,k}
  CharClass word = kLetter;     // what words are made of: \p{L} or [\p{L}\p{M}]
  CharClass after_symbols = 0;  // what may follow punctuation: [\r\n]* or nothing
};

template <Shape kShape>
size_t find_end(std::string_view text, size_t begin) {
  constexpr CharClass kNoSymbol = kSpace | kShape.word | kNumber;
  if (text[begin] == '\'') {
    if (const size_t size = any_case_contraction_size(text, begin); size != 0) return begin + size;
  }
  const Char first = char_at(text, begin);
  const size_t second_at = begin + first.n_bytes;
  if (first.is(kShape.word)) return skip(text, second_at, kShape.word);
  const Char second = char_at(text, second_at);
  if (!first.is(kLineEnd | kNumber) && second.is(kShape.word)) {
    return skip(text, second_at + second.n_bytes, kShape.word);
  }
  if (first.is(kNumber)) return skip_digits(text, begin, kShape.max_digits);
  const bool space_then_symbol = text[begin] == ' ' && second.exists() && !second.is(kNoSymbol);
  if (!first.is(kSpace) || space_then_symbol) {
    return skip(text, skip_except(text, second_at, kNoSymbol), kShape.after_symbols);
  }
  return find_end_of_lines_or_spaces(text, begin);
}

constexpr Shape kLlama3{.max_digits = 3, .after_symbols = kLineEnd};

template <Shape kShape>
Steps one_step() {
  Steps steps;
  steps.push_back(std::make_unique<FunctionSplitter<find_end<kShape>>>());
  return steps;
}

}  // namespace

size_t find_end_llama3(std::string_view text, size_t begin) { return find_end<kLlama3>(text, begin); }

Steps llama3() { return one_step<kLlama3>(); }
Steps minicpm5() {
  Steps steps;
  steps.push_back(make_three_digit_splitter());
  steps.push_back(std::move(llama3().front()));
  return steps;
}
Steps qwen2() { return one_step<Shape{.max_digits = 1, .after_symbols = kLineEnd}>(); }
Steps qwen35() { return one_step<Shape{.max_digits = 1, .word = kLetter | kMark, .after_symbols = kLineEnd}>(); }
Steps seed_coder() { return one_step<Shape{.max_digits = 1}>(); }

}  // namespace hearth::tokenizer
