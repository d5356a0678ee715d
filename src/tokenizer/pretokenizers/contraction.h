// (?i:'s|'t|'re|'ve|'m|'ll|'d), the English contractions in either case.
#pragma once

#include <cstddef>
#include <string_view>

namespace hearth::tokenizer {

// The length of the contraction at `begin`, whose character is an apostrophe; 0 for anything else.
inline size_t any_case_contraction_size(std::string_view text, size_t begin) {
  const auto lower_at = [&](size_t i) { return i < text.size() ? static_cast<char>(text[i] | 0x20) : '\0'; };
  const char second = lower_at(begin + 1);
  const char third = lower_at(begin + 2);
  if (second == 's' || second == 't' || second == 'm' || second == 'd') return 2;
  if (((second == 'r' || second == 'v') && third == 'e') || (second == 'l' && third == 'l')) return 3;
  // U+017F, the long s, is an s to a regular expression that ignores case.
  return text.substr(begin + 1).starts_with("\xC5\xBF") ? 3 : 0;
}

}  // namespace hearth::tokenizer
