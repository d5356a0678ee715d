#include "api/json_syntax.h"

#include <cstdint>
#include <optional>
#include <string>

#include "base/text.h"
#include "base/utf8.h"

namespace hearth::api {
namespace {

constexpr char kHex[] = "0123456789abcdef";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<unsigned> hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// A byte between quotes, as Go shows it.
std::string shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '\'') return "'\\''";
  if (c == '\\') return "'\\\\'";
  if (byte >= 0x20 && byte < 0x7F) return concat('\'', c, '\'');
  constexpr std::string_view kControls = "\a\b\t\n\v\f\r", kLetters = "abtnvfr";
  if (const size_t at = kControls.find(c); at != std::string_view::npos) return concat("'\\", kLetters[at], '\'');
  if (byte < 0x80) return concat("'\\x", kHex[byte >> 4], kHex[byte & 15], '\'');
  // Go takes the byte for a code point; these it does not print.
  if (byte <= 0xA0 || byte == 0xAD) return concat("'\\u00", kHex[byte >> 4], kHex[byte & 15], '\'');
  std::string text = "'";
  utf8::append(text, byte);
  return text + '\'';
}

// Reads values one after the other, without recursion: the brackets that are open are a stack.
class Scanner {
 public:
  Scanner(std::string_view text, size_t max_depth) : text_(text), max_depth_(max_depth) {}

  Result<FirstValue> run() {
    skip_space();
    if (at_end()) return fail(ErrorCode::kInvalidArgument, "missing request body");
    begin_ = at_;
    do {
      TRY(scan_value());
      TRY(close_and_continue());
    } while (!open_.empty());
    return FirstValue{text_.substr(begin_, at_ - begin_), std::move(lone_surrogates_)};
  }

 private:
  bool at_end() const { return at_ == text_.size(); }
  char here() const { return text_[at_]; }

  void skip_space() {
    while (!at_end() && is_space(here())) ++at_;
  }

  std::unexpected<Error> wrong(std::string_view where) const {
    if (at_end()) return fail(ErrorCode::kInvalidArgument, "unexpected EOF");
    return fail(ErrorCode::kInvalidArgument, concat("invalid character ", shown(here()), ' ', where));
  }

  // A scalar, or the opening of an array or object up to its first scalar or its end.
  Status scan_value() {
    while (true) {
      skip_space();
      if (at_end() || (here() != '[' && here() != '{')) return scan_scalar();
      if (open_.size() == max_depth_) {
        return fail(ErrorCode::kInvalidArgument, concat("json nests more than ", max_depth_, " levels deep"));
      }
      const bool object = here() == '{';
      open_ += here();
      ++at_;
      skip_space();
      if (!at_end() && here() == (object ? '}' : ']')) return {};
      if (object) TRY(scan_key());
    }
  }

  // After a value: closes what ends here, and stops before the next value or after the outermost one.
  Status close_and_continue() {
    while (!open_.empty()) {
      const bool object = open_.back() == '{';
      skip_space();
      if (!at_end() && here() == ',') {
        ++at_;
        return object ? scan_key() : Status();
      }
      if (at_end() || here() != (object ? '}' : ']')) {
        return wrong(object ? "after object key:value pair" : "after array element");
      }
      ++at_;
      open_.pop_back();
    }
    return {};
  }

  Status scan_key() {
    skip_space();
    if (at_end() || here() != '"') return wrong("looking for beginning of object key string");
    TRY(scan_string());
    skip_space();
    if (at_end() || here() != ':') return wrong("after object key");
    ++at_;
    return {};
  }

  Status scan_scalar() {
    if (at_end()) return wrong("");
    switch (here()) {
      case '"':
        return scan_string();
      case 't':
        return scan_literal("true");
      case 'f':
        return scan_literal("false");
      case 'n':
        return scan_literal("null");
      default:
        if (here() == '-' || is_digit(here())) return scan_number();
        return wrong("looking for beginning of value");
    }
  }

  Status scan_literal(std::string_view word) {
    for (const char expected : word) {
      if (at_end() || here() != expected) return wrong(concat("in literal ", word, " (expecting '", expected, "')"));
      ++at_;
    }
    return {};
  }

  void skip_digits() {
    while (!at_end() && is_digit(here())) ++at_;
  }

  Status scan_digits(std::string_view where) {
    if (at_end() || !is_digit(here())) return wrong(where);
    skip_digits();
    return {};
  }

  Status scan_number() {
    if (here() == '-') ++at_;
    if (!at_end() && here() == '0') {
      ++at_;
    } else {
      TRY(scan_digits("in numeric literal"));
    }
    if (!at_end() && here() == '.') {
      ++at_;
      TRY(scan_digits("after decimal point in numeric literal"));
    }
    if (!at_end() && (here() == 'e' || here() == 'E')) {
      ++at_;
      if (!at_end() && (here() == '+' || here() == '-')) ++at_;
      TRY(scan_digits("in exponent of numeric literal"));
    }
    return {};
  }

  Status scan_string() {
    ++at_;  // the quote
    while (!at_end() && here() != '"') {
      if (static_cast<unsigned char>(here()) < 0x20) return wrong("in string literal");
      if (here() == '\\') {
        TRY(scan_escape());
      } else {
        ++at_;
      }
    }
    if (at_end()) return wrong("");
    ++at_;
    return {};
  }

  Status scan_escape() {
    const size_t begin = at_++;
    if (at_end() || !std::string_view("\"\\/bfnrtu").contains(here())) return wrong("in string escape code");
    if (here() != 'u') {
      ++at_;
      return {};
    }
    const unsigned unit = TRY(scan_unit());
    const bool high = unit >= 0xD800 && unit < 0xDC00, low = unit >= 0xDC00 && unit < 0xE000;
    if (!high && !low) return {};
    if (high && text_.substr(at_).starts_with("\\u")) {
      const size_t second = at_++;
      const unsigned other = TRY(scan_unit());
      if (other >= 0xDC00 && other < 0xE000) return {};
      at_ = second;  // it may be the first half of the next pair
    }
    lone_surrogates_.push_back(begin - begin_);
    return {};
  }

  // The four digits after the 'u' that is here.
  Result<unsigned> scan_unit() {
    unsigned unit = 0;
    ++at_;
    for (int i = 0; i < 4; ++i, ++at_) {
      const std::optional<unsigned> digit = at_end() ? std::nullopt : hex_digit(here());
      if (!digit) return wrong("in \\u hexadecimal character escape");
      unit = unit * 16 + *digit;
    }
    return unit;
  }

  std::string_view text_;
  size_t max_depth_, at_ = 0, begin_ = 0;
  std::string open_;  // '[' and '{', the innermost last
  std::vector<size_t> lone_surrogates_;
};

}  // namespace

Result<FirstValue> find_first_value(std::string_view text, size_t max_depth) { return Scanner(text, max_depth).run(); }

}  // namespace hearth::api
