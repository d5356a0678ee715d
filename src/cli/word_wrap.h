// WordWrap: breaks lines between words while a text streams to a terminal.
//
// Each piece is shown as it comes. When a word grows beyond the limit, which lies five columns short of the window, the
// part that already stands there is erased with cursor movements and the word begins again on the next line. A line may
// also break between East Asian characters, though not in front of closing punctuation. Two things are left to the
// terminal's own line breaks, so that they can be copied whole: code blocks and words longer than a line.
#pragma once

#include <string>
#include <string_view>

#include "cli/code_fence.h"
#include "cli/display_width.h"

namespace hearth::cli {

class WordWrap {
 public:
  // `columns`: the width of the window. Below 20 nothing is wrapped.
  explicit WordWrap(int columns) : columns_(columns) {}

  // The window has another width from now on.
  void set_columns(int columns) { columns_ = columns; }
  // What to print for the next piece of the text, which ends with a whole character.
  std::string add(std::string_view text);

 private:
  void add_character(std::string_view bytes, char32_t code_point);
  void add_to_word(std::string_view bytes, char32_t code_point);
  void move_word(int width_before);
  void advance(int width);
  int limit() const;

  int columns_;
  int column_ = 0;    // of the cursor
  std::string word_;  // what may move to the next line: the text since the last place where the line may break
  int word_width_ = 0;
  bool word_moves_ = false;  // the word does not begin its line
  bool after_wide_ = false;  // the last character was one behind which the line may break
  CodeFence fence_;
  WidthCounter counter_;
  std::string out_;  // what add() returns
};

}  // namespace hearth::cli
