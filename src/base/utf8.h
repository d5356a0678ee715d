// UTF-8: decoding, checking and repairing text. What is not valid UTF-8 is treated as Unicode recommends and as
// browsers and Python do it: each maximal prefix of a character that breaks off counts as one U+FFFD.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hearth::utf8 {

constexpr char32_t kReplacement = 0xFFFD;

struct Decoded {
  char32_t code_point = kReplacement;
  size_t n_bytes = 0;  // consumed: the character, or the broken part that kReplacement stands for
  bool valid = false;
};

// The first character of `text`, which is not empty.
Decoded decode(std::string_view text);

// Appends a code point; kReplacement for surrogates and what lies above U+10FFFF.
void append(std::string& out, char32_t code_point);

bool is_valid(std::string_view text);
// `text` with every broken part replaced by U+FFFD; a copy of it when it is valid.
std::string make_valid(std::string_view text);
// The number of characters, a broken part counting as one.
size_t length(std::string_view text);

}  // namespace hearth::utf8
