// What a pre-tokenizer asks of a character: is it a letter, a number, white space? As bits, so that a class of a
// regular expression like [^\s\p{L}\p{N}] is one mask.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hearth::tokenizer {

using CharClass = uint8_t;
constexpr CharClass kUpperOrTitle = 1;                                // \p{Lu}\p{Lt}
constexpr CharClass kLower = 2;                                       // \p{Ll}
constexpr CharClass kOtherLetter = 4;                                 // \p{Lm}\p{Lo}
constexpr CharClass kMark = 8;                                        // \p{M}
constexpr CharClass kNumber = 16;                                     // \p{N}
constexpr CharClass kSpace = 32;                                      // \s, the line ends included
constexpr CharClass kLineEnd = 64;                                    // [\r\n]
constexpr CharClass kDecimal = 128;                                   // \p{Nd}, which \p{N} includes
constexpr CharClass kLetter = kUpperOrTitle | kLower | kOtherLetter;  // \p{L}

struct Char {
  CharClass classes = 0;  // none of them: punctuation, symbols, controls, and bytes that are no UTF-8
  uint8_t n_bytes = 0;    // 0: the text has ended

  bool is(CharClass any) const { return (classes & any) != 0; }
  bool exists() const { return n_bytes != 0; }
};

namespace detail {

constexpr std::array<CharClass, 128> make_ascii_classes() {
  std::array<CharClass, 128> classes{};
  for (char c = 'a'; c <= 'z'; ++c) classes[static_cast<size_t>(c)] = kLower;
  for (char c = 'A'; c <= 'Z'; ++c) classes[static_cast<size_t>(c)] = kUpperOrTitle;
  for (char c = '0'; c <= '9'; ++c) classes[static_cast<size_t>(c)] = kNumber | kDecimal;
  for (const char c : {'\t', '\v', '\f', ' '}) classes[static_cast<size_t>(c)] = kSpace;
  for (const char c : {'\r', '\n'}) classes[static_cast<size_t>(c)] = kSpace | kLineEnd;
  return classes;
}

inline constexpr std::array<CharClass, 128> kAsciiClasses = make_ascii_classes();

Char wide_char_at(std::string_view text, size_t at);

}  // namespace detail

// The character at byte `at`; beyond the end of the text, one that does not exist and is of no class.
inline Char char_at(std::string_view text, size_t at) {
  if (at >= text.size()) return {};
  const auto byte = static_cast<uint8_t>(text[at]);
  if (byte < 0x80) return {detail::kAsciiClasses[byte], 1};
  return detail::wide_char_at(text, at);
}

// The end of the run of characters from `at` that are of a class in `any`.
inline size_t skip(std::string_view text, size_t at, CharClass any) {
  for (Char next = char_at(text, at); next.is(any); next = char_at(text, at)) at += next.n_bytes;
  return at;
}

// The end of the run of characters from `at` that are of no class in `none`.
inline size_t skip_except(std::string_view text, size_t at, CharClass none) {
  for (Char next = char_at(text, at); next.exists() && !next.is(none); next = char_at(text, at)) at += next.n_bytes;
  return at;
}

}  // namespace hearth::tokenizer
