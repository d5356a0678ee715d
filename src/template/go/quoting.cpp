#include "template/go/quoting.h"

#include <cstdint>
#include <optional>

#include "base/utf8.h"
#include "template/jinja/characters.h"

namespace hearth::go_template {
namespace {

constexpr std::string_view kLetters = "abfnrtv\\";
constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\";

struct Unescaped {
  char32_t value;
  bool is_byte;  // of \x and octal escapes: a byte, not a character
};

std::unexpected<Error> invalid_syntax() { return fail(ErrorCode::kInvalidArgument, "invalid syntax"); }

std::optional<uint32_t> digit_of(char c, uint32_t base) {
  uint32_t digit = 99;
  if (c >= '0' && c <= '9') digit = static_cast<uint32_t>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  if (lower >= 'a' && lower <= 'f') digit = static_cast<uint32_t>(lower - 'a' + 10);
  if (digit >= base) return std::nullopt;
  return digit;
}

// `n` digits at the front of `text`, which loses them.
Result<uint32_t> take_digits(std::string_view& text, size_t n, uint32_t base) {
  if (text.size() < n) return invalid_syntax();
  uint32_t value = 0;
  for (const char c : text.substr(0, n)) {
    const auto digit = digit_of(c, base);
    if (!digit) return invalid_syntax();
    value = value * base + *digit;
  }
  text.remove_prefix(n);
  return value;
}

// The escape at the front of `text`, behind its backslash. `text` loses it.
Result<Unescaped> take_escape(std::string_view& text, char quote) {
  if (text.empty()) return invalid_syntax();
  const char c = text[0];
  text.remove_prefix(1);
  if (const size_t known = kLetters.find(c); known != std::string_view::npos) {
    return Unescaped{static_cast<unsigned char>(kMeanings[known]), false};
  }
  if (c == 'x') return Unescaped{TRY(take_digits(text, 2, 16)), true};
  if (c == 'u' || c == 'U') {
    const uint32_t value = TRY(take_digits(text, c == 'u' ? 4 : 8, 16));
    if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return invalid_syntax();
    return Unescaped{value, false};
  }
  if (const auto first = digit_of(c, 8)) {
    const uint32_t value = *first << 6 | TRY(take_digits(text, 2, 8));
    if (value > 255) return invalid_syntax();
    return Unescaped{value, true};
  }
  if (c == quote && (c == '\'' || c == '"')) return Unescaped{static_cast<unsigned char>(c), false};
  return invalid_syntax();
}

Result<std::string> unquote_double(std::string_view body) {
  std::string out;
  while (!body.empty()) {
    const char c = body[0];
    if (c == '"' || c == '\n') return invalid_syntax();
    body.remove_prefix(1);
    if (c != '\\') {
      out += c;
      continue;
    }
    const Unescaped escaped = TRY(take_escape(body, '"'));
    if (escaped.is_byte) {
      out += static_cast<char>(escaped.value);
    } else {
      utf8::append(out, escaped.value);
    }
  }
  return out;
}

void append_hex(std::string& out, char32_t value, int n_digits) {
  constexpr char kHex[] = "0123456789abcdef";
  for (int i = n_digits - 1; i >= 0; --i) out += kHex[value >> (4 * i) & 15];
}

void append_escaped(std::string& out, char32_t c, char quote, Escape escape) {
  const bool plain = c < 0x80 || escape == Escape::kUnprintable;
  if (c == static_cast<unsigned char>(quote) || c == '\\') {
    out += '\\';
    out += static_cast<char>(c);
  } else if (plain && is_printable(c)) {
    utf8::append(out, c);
  } else if (const size_t known = c < 0x80 ? kMeanings.find(static_cast<char>(c)) : std::string_view::npos;
             known != std::string_view::npos) {
    out += '\\';
    out += kLetters[known];
  } else if (c < 0x20 || c == 0x7F) {
    out += "\\x";
    append_hex(out, c, 2);
  } else if (c < 0x10000) {
    out += "\\u";
    append_hex(out, c, 4);
  } else {
    out += "\\U";
    append_hex(out, c, 8);
  }
}

}  // namespace

Result<std::string> unquote(std::string_view literal) {
  if (literal.size() < 2 || literal.front() != literal.back()) return invalid_syntax();
  const std::string_view body = literal.substr(1, literal.size() - 2);
  if (literal[0] == '"') return unquote_double(body);
  std::string out(body);
  std::erase(out, '\r');  // raw strings are the same in files with either kind of line end
  return out;
}

Result<char32_t> unquote_char(std::string_view literal) {
  std::string_view body = literal.substr(1);
  if (body.empty() || body[0] == '\'') return invalid_syntax();
  char32_t value = 0;
  if (body[0] == '\\') {
    body.remove_prefix(1);
    value = TRY(take_escape(body, '\'')).value;
  } else {
    const utf8::Decoded c = utf8::decode(body);
    value = c.code_point;
    body.remove_prefix(c.n_bytes);
  }
  if (body != "'") {
    return fail(ErrorCode::kInvalidArgument, "malformed character constant: " + std::string(literal));
  }
  return value;
}

std::string quote(std::string_view text, Escape escape) {
  std::string out = "\"";
  while (!text.empty()) {
    const utf8::Decoded c = utf8::decode(text);
    if (c.valid) {
      append_escaped(out, c.code_point, '"', escape);
      text.remove_prefix(c.n_bytes);
    } else {
      out += "\\x";
      append_hex(out, static_cast<unsigned char>(text[0]), 2);
      text.remove_prefix(1);
    }
  }
  return out + '"';
}

std::string quote_char(char32_t c, Escape escape) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = utf8::kReplacement;
  std::string out = "'";
  append_escaped(out, c, '\'', escape);
  return out + "'";
}

bool can_backquote(std::string_view text) {
  while (!text.empty()) {
    const utf8::Decoded c = utf8::decode(text);
    constexpr char32_t kByteOrderMark = 0xFEFF;
    if (!c.valid || c.code_point == kByteOrderMark || c.code_point == '`' || c.code_point == 0x7F) return false;
    if (c.code_point < 0x20 && c.code_point != '\t') return false;
    text.remove_prefix(c.n_bytes);
  }
  return true;
}

// What Python prints as it is, Go prints as it is.
bool is_printable(char32_t c) { return jinja::is_printable(c); }

}  // namespace hearth::go_template
