// How many columns of a terminal a text takes: East Asian characters and emoji take two, combining marks none.
//
// The widths come from utf8proc and not from wcwidth(), whose answers depend on the user's locale. What a cluster of
// several code points takes (a flag, an emoji joined from others) is what terminals that join them show.
#pragma once

#include <string_view>

namespace hearth::cli {

// Measures a text that comes in pieces, code point by code point.
class WidthCounter {
 public:
  // The columns that `code_point` adds to what came before it: 0, 1 or 2. Control characters take none.
  int add(char32_t code_point);

 private:
  char32_t previous_ = 0;
  bool half_flag_ = false;  // previous_ is the first letter of a flag
};

// The columns of a whole text.
int display_width(std::string_view text);

}  // namespace hearth::cli
