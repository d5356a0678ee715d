#include "store/go_json.h"

#include <charconv>
#include <cmath>
#include <string_view>

#include "base/text.h"
#include "base/utf8.h"

namespace hearth::store {
namespace {

void append_escape(std::string& out, char32_t code_point) {
  constexpr char kHex[] = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[(code_point >> shift) & 15];
}

// The letter after a backslash for the characters that have one, else NUL.
char short_escape(char32_t code_point) {
  switch (code_point) {
    case '"':
    case '\\':
      return static_cast<char>(code_point);
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return '\0';
  }
}

bool needs_escape(const utf8::Decoded& next) {
  constexpr char32_t kLineSeparator = 0x2028, kParagraphSeparator = 0x2029;
  const char32_t c = next.code_point;
  return !next.valid || c < 0x20 || c == '<' || c == '>' || c == '&' || c == kLineSeparator || c == kParagraphSeparator;
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const utf8::Decoded next = utf8::decode(text);
    if (const char letter = short_escape(next.code_point); letter != '\0') {
      out += '\\';
      out += letter;
    } else if (needs_escape(next)) {
      append_escape(out, next.code_point);
    } else {
      out += text.substr(0, next.n_bytes);
    }
    text.remove_prefix(next.n_bytes);
  }
  out += '"';
}

// The fewest digits that read back the same, without an exponent between 1e-6 and 1e21.
void append_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  const double size = std::fabs(value);
  const bool plain = size == 0 || (size >= 1e-6 && size < 1e21);
  char digits[400];
  const auto end = std::to_chars(digits, digits + sizeof digits, value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  std::string text(digits, end.ptr);
  // Go has e-9 where C++ has e-09, but e+21 in both.
  if (const size_t at = text.find("e-0"); at != std::string::npos) text.erase(at + 2, 1);
  out += text;
}

void append_value(std::string& out, const Json& value);

void append_array(std::string& out, const Json::Array& items) {
  out += '[';
  for (const Json& item : items) {
    if (&item != items.data()) out += ',';
    append_value(out, item);
  }
  out += ']';
}

void append_object(std::string& out, const Json::Object& members) {
  out += '{';
  for (const Json::Member& member : members) {
    if (&member != members.data()) out += ',';
    append_string(out, member.key);
    out += ':';
    append_value(out, member.value);
  }
  out += '}';
}

void append_value(std::string& out, const Json& value) {
  if (const std::string* text = value.if_string()) {
    append_string(out, *text);
  } else if (const double* number = value.if_double()) {
    append_double(out, *number);
  } else if (const Json::Array* items = value.if_array()) {
    append_array(out, *items);
  } else if (const Json::Object* members = value.if_object()) {
    append_object(out, *members);
  } else {
    out += value.dump();  // null, booleans and integers look the same everywhere
  }
}

}  // namespace

std::string go_json(const Json& value) {
  std::string out;
  append_value(out, value);
  out += '\n';
  return out;
}

}  // namespace hearth::store
