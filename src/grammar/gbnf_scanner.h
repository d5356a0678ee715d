// GbnfScanner: the characters of a grammar in GBNF: white space and comments, names, escapes, and where a mistake is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hearth::grammar {

enum class Lines { kStay, kCross };  // whether white space may go on to another line

class GbnfScanner {
 public:
  // Valid UTF-8, which outlives it.
  explicit GbnfScanner(std::string_view text) : text_(text) {}

  size_t offset() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  bool at_line_end() const { return at_end() || peek() == '\n' || peek() == '\r'; }
  // Only white space is between here and the beginning of the line.
  bool at_line_start() const;
  // The next byte, or the one `ahead` of it; 0 behind the end.
  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  // Blanks and comments.
  void skip_space(Lines lines);
  bool take(std::string_view word);
  // A name, or nothing.
  std::string_view take_name();
  // Whether a name and ::= follow.
  bool starts_rule() const;
  // One character, which may be escaped. Not at the end.
  Result<char32_t> take_char();
  // A number of up to `most`, or nothing.
  Result<std::optional<uint32_t>> take_count(uint32_t most);

  // "line 2, column 5"
  std::string place(size_t offset) const;
  std::unexpected<Error> fail_at(size_t offset, std::string_view what) const;
  std::unexpected<Error> fail_here(std::string_view what) const { return fail_at(at_, what); }

 private:
  Result<char32_t> take_hex(size_t n_digits, size_t start);

  struct Counted {
    size_t offset = 0, lines = 0;
  };

  std::string_view text_;
  size_t at_ = 0;
  mutable Counted counted_{};  // lines up to an offset
};

}  // namespace hearth::grammar
