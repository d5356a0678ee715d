#include "template/jinja/string_literal.h"

#include <cstdint>

#include "base/text.h"
#include "base/utf8.h"
#include "template/jinja/runtime.h"

namespace hearth::jinja {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

// Reads up to `max_digits` digits of `base`; how many there were.
size_t read_digits(std::string_view text, size_t max_digits, int base, char32_t& out) {
  size_t n = 0;
  out = 0;
  for (; n < max_digits && n < text.size() && digit_of(text[n]) < base; ++n) {
    out = out * static_cast<char32_t>(base) + static_cast<char32_t>(digit_of(text[n]));
  }
  return n;
}

}  // namespace

Result<std::string> unescape(std::string_view literal) {
  constexpr std::string_view kLetters = "abfnrtv\\'\"";
  constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\'\"";
  std::string out;
  for (size_t at = 0; at < literal.size();) {
    if (literal[at] != '\\' || at + 1 == literal.size()) {
      out += literal[at++];
      continue;
    }
    const char c = literal[at + 1];
    at += 2;
    char32_t code_point = 0;
    if (const size_t known = kLetters.find(c); known != std::string_view::npos) {
      out += kMeanings[known];
    } else if (c == '\n') {
      // A backslash before the end of a line joins the lines.
    } else if (c >= '0' && c <= '7') {
      at += read_digits(literal.substr(at - 1), 3, 8, code_point) - 1;
      utf8::append(out, code_point);
    } else if (c == 'x' || c == 'u' || c == 'U') {
      const size_t wanted = c == 'x' ? 2 : c == 'u' ? 4 : 8;
      if (read_digits(literal.substr(at), wanted, 16, code_point) < wanted || code_point > 0x10FFFF) {
        return template_error(concat("string has a broken \\", c, " escape"));
      }
      at += wanted;
      utf8::append(out, code_point);
    } else if (c == 'N') {
      return template_error("string has a \\N escape, which is not supported");
    } else {
      out += '\\';
      out += c;
    }
  }
  return out;
}

}  // namespace hearth::jinja
