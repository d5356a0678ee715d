// The expression of o200k, which also cuts between lower and upper case. With U = [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}] and
// L = [\p{Ll}\p{Lm}\p{Lo}\p{M}]:
//   [^\r\n\p{L}\p{N}]?U*L+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?U+L*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|
//   \p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
// Tekken leaves the contractions out and takes digits one by one.
#include "tokenizer/pretokenizers/o200k.h"

#include "tokenizer/pretokenizers/char_class.h"
#include "tokenizer/pretokenizers/contraction.h"
#include "tokenizer/pretokenizers/digits.h"
#include "tokenizer/pretokenizers/pretokenizers.h"
#include "tokenizer/pretokenizers/white_space.h"

namespace hearth::tokenizer {
namespace {

enum class Contractions { kSplitOff, kKeep };

constexpr CharClass kUpperSide = kUpperOrTitle | kOtherLetter | kMark;
constexpr CharClass kLowerSide = kLower | kOtherLetter | kMark;

// The end of U*L+ from `begin`, or `begin` when it does not match. Where no lower side follows the upper side, the
// last character of it that is of both is what L+ gets back.
size_t find_end_of_lower(std::string_view text, size_t begin) {
  size_t both_end = begin;
  size_t at = begin;
  for (Char next = char_at(text, at); next.is(kUpperSide); next = char_at(text, at)) {
    at += next.n_bytes;
    if (next.is(kLowerSide)) both_end = at;
  }
  return char_at(text, at).is(kLowerSide) ? skip(text, at, kLowerSide) : both_end;
}

// The end of a word without its contraction; `begin` when none begins there.
size_t find_end_of_word(std::string_view text, size_t begin) {
  const Char first = char_at(text, begin);
  const bool may_lead = !first.is(kLineEnd | kLetter | kNumber);
  const size_t lead_end = begin + first.n_bytes;
  if (may_lead) {
    if (const size_t end = find_end_of_lower(text, lead_end); end != lead_end) return end;
  }
  if (const size_t end = find_end_of_lower(text, begin); end != begin) return end;
  if (may_lead) {
    if (const size_t end = skip(text, lead_end, kUpperSide); end != lead_end) return end;
  }
  return skip(text, begin, kUpperSide);
}

size_t skip_line_ends_and_slashes(std::string_view text, size_t at) {
  while (at < text.size() && (text[at] == '\r' || text[at] == '\n' || text[at] == '/')) ++at;
  return at;
}

template <Contractions kContractions, int kMaxDigits>
size_t find_end(std::string_view text, size_t begin) {
  constexpr CharClass kNoSymbol = kSpace | kLetter | kNumber;
  if (const size_t end = find_end_of_word(text, begin); end != begin) {
    const bool keep = kContractions == Contractions::kKeep && end < text.size() && text[end] == '\'';
    return keep ? end + any_case_contraction_size(text, end) : end;
  }
  const Char first = char_at(text, begin);
  if (first.is(kNumber)) return skip_digits(text, begin, kMaxDigits);
  const Char second = char_at(text, begin + first.n_bytes);
  const bool space_then_symbol = text[begin] == ' ' && second.exists() && !second.is(kNoSymbol);
  if (!first.is(kSpace) || space_then_symbol) {
    return skip_line_ends_and_slashes(text, skip_except(text, begin + first.n_bytes, kNoSymbol));
  }
  return find_end_of_lines_or_spaces(text, begin);
}

}  // namespace

std::unique_ptr<Splitter> make_o200k_splitter() {
  return std::make_unique<FunctionSplitter<find_end<Contractions::kKeep, 3>>>();
}

std::unique_ptr<Splitter> make_o200k_single_digit_splitter() {
  return std::make_unique<FunctionSplitter<find_end<Contractions::kKeep, 1>>>();
}

Steps gpt_4o() {
  Steps steps;
  steps.push_back(make_o200k_splitter());
  return steps;
}

Steps tekken() {
  Steps steps;
  steps.push_back(std::make_unique<FunctionSplitter<find_end<Contractions::kSplitOff, 1>>>());
  return steps;
}

}  // namespace hearth::tokenizer
