// CodeFence: follows a Markdown text that comes in pieces and knows whether it is inside a fenced code block.
//
// A fence is a line of at least three backticks or tildes, indented or not; it opens a block that ends with a line of
// nothing but as many of the same character, or more (CommonMark, "Fenced code blocks").
#pragma once

namespace hearth::cli {

class CodeFence {
 public:
  // Takes the next code point. A block begins behind its opening line and ends behind its closing one.
  void add(char32_t code_point);
  bool inside() const { return open_length_ > 0; }

 private:
  struct Line {
    enum class Rest { kNone, kBlank, kText, kBackticks };  // what stands behind the run
    char32_t marker = 0;                                   // the character of the run it begins with
    int run = 0;
    Rest rest = Rest::kNone;
  };

  void add_to_rest(char32_t code_point);
  void end_line();

  Line line_;
  char32_t open_marker_ = 0;
  int open_length_ = 0;  // of the fence that opened the block; 0 outside
};

}  // namespace hearth::cli
