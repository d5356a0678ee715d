// Tiny Aya groups digits, \d{1,3}(?=(?:\d{3})*\b), before it follows o200k. Numbers that a letter follows stay whole.
// As one pass, because the expression looks ahead to the end of the number from each of its digits.
#include <utf8proc.h>

#include "base/utf8.h"
#include "tokenizer/pretokenizers/char_class.h"
#include "tokenizer/pretokenizers/o200k.h"
#include "tokenizer/pretokenizers/pretokenizers.h"

namespace hearth::tokenizer {
namespace {

// \w as Oniguruma knows it: letters, marks, decimals, connectors, letters in circles, and some of Latin-1's numbers.
bool is_word(std::string_view text, size_t at) {
  if (at >= text.size()) return false;
  const utf8::Decoded next = utf8::decode(text.substr(at));
  if (!next.valid) return false;
  const char32_t c = next.code_point;
  const auto between = [c](char32_t low, char32_t high) { return c >= low && c <= high; };
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  const bool latin_number = c == 0xB2 || c == 0xB3 || c == 0xB9 || between(0xBC, 0xBE);
  const bool in_circle =
      between(0x24B6, 0x24E9) || between(0x1F130, 0x1F149) || between(0x1F150, 0x1F169) || between(0x1F170, 0x1F189);
  return char_at(text, at).is(kLetter | kMark | kDecimal) || category == UTF8PROC_CATEGORY_NL ||
         category == UTF8PROC_CATEGORY_PC || latin_number || in_circle;
}

class GroupedDigits final : public Splitter {
 public:
  void split(std::string_view text, size_t offset, std::vector<size_t>& ends) const override {
    size_t gap = 0;  // begin of what no group has taken yet
    for (size_t at = 0; at < text.size();) {
      size_t end = skip_except(text, at, kDecimal);
      const size_t number = end;
      size_t n_digits = 0;
      for (; char_at(text, end).is(kDecimal); ++n_digits) end += char_at(text, end).n_bytes;
      at = end;
      if (n_digits == 0 || is_word(text, end)) continue;
      if (number > gap) ends.push_back(offset + number);
      push_groups(text, number, n_digits, offset, ends);
      gap = end;
    }
    if (gap < text.size()) ends.push_back(offset + text.size());
  }

 private:
  static void push_groups(std::string_view text, size_t at, size_t n_digits, size_t offset, std::vector<size_t>& ends) {
    for (; n_digits > 0; --n_digits) {
      at += char_at(text, at).n_bytes;
      if (n_digits % 3 == 1) ends.push_back(offset + at);
    }
  }
};

}  // namespace

Steps tiny_aya() {
  Steps steps;
  steps.push_back(std::make_unique<GroupedDigits>());
  steps.push_back(make_o200k_splitter());
  return steps;
}

}  // namespace hearth::tokenizer
