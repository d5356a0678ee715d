#include "template/go/json_text.h"

#include <charconv>
#include <cmath>

#include "base/text.h"
#include "base/utf8.h"

namespace hearth::go_template {
namespace {

void append_escape(std::string& out, char32_t c) {
  constexpr std::string_view kLetters = "bfnrt\"\\";
  constexpr std::string_view kMeanings = "\b\f\n\r\t\"\\";
  constexpr char kHex[] = "0123456789abcdef";
  out += '\\';
  if (const size_t known = c < 0x80 ? kMeanings.find(static_cast<char>(c)) : std::string_view::npos;
      known != std::string_view::npos) {
    out += kLetters[known];
    return;
  }
  out += 'u';
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[c >> shift & 15];
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const utf8::Decoded next = utf8::decode(text);
    const char32_t c = next.code_point;
    if (c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029 ||
        !next.valid) {
      append_escape(out, c);
    } else {
      utf8::append(out, c);
    }
    // Go counts each byte of a broken character by itself.
    text.remove_prefix(next.valid ? next.n_bytes : 1);
  }
  out += '"';
}

// As JavaScript prints numbers: without an exponent from 1e-6 up to 1e21.
void append_double(std::string& out, double value) {
  const double magnitude = std::fabs(value);
  if (magnitude == 0 || (magnitude >= 1e-6 && magnitude < 1e21)) {
    char digits[400];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr);
    return;
  }
  char digits[32];
  std::string text(digits, std::to_chars(digits, digits + sizeof digits, value, std::chars_format::scientific).ptr);
  if (const size_t zero = text.find("e-0"); zero != std::string::npos) text.erase(zero + 2, 1);
  out += text;
}

void append_bytes(std::string& out, const Value& value) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (value.is_nil()) {
    out += "null";
    return;
  }
  const std::string& bytes = value.as_string();
  out += '"';
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t n = std::min<size_t>(bytes.size() - i, 3);
    uint32_t group = 0;
    for (size_t j = 0; j < 3; ++j) group = group << 8 | (j < n ? static_cast<unsigned char>(bytes[i + j]) : 0);
    for (size_t j = 0; j < 4; ++j) out += j <= n ? kDigits[group >> (18 - 6 * j) & 63] : '=';
  }
  out += '"';
}

void append_items(std::string& out, const Value& value) {
  out += '[';
  for (size_t i = 0; i < value.length(); ++i) {
    if (i > 0) out += ',';
    append_json(out, value.items()[i]);
  }
  out += ']';
}

void append_entries(std::string& out, const Value& value) {
  out += '{';
  for (const auto& entry : value.entries()) {
    if (&entry != value.entries().data()) out += ',';
    append_string(out, entry.first);
    out += ':';
    append_json(out, entry.second);
  }
  out += '}';
}

// What omitempty leaves out: structs are never empty.
bool is_empty(const Value& value) { return !value.is(Kind::kStruct) && !value.truth(); }

void append_fields(std::string& out, const Value& value) {
  out += '{';
  bool first = true;
  for (size_t i = 0; i < value.fields().size(); ++i) {
    const Field& field = value.type().fields[i];
    const Value& inner = value.fields()[i];
    if (field.in_json == InJson::kUnlessEmpty &&
        (field.type->kind == Kind::kInterface ? inner.is_nil_interface() : is_empty(inner))) {
      continue;
    }
    if (!first) out += ',';
    first = false;
    append_string(out, field.json_name.empty() ? field.name : field.json_name);
    out += ':';
    append_json(out, inner);
  }
  out += '}';
}

}  // namespace

void append_json(std::string& out, const Value& value) {
  if (!value.is_valid()) {
    out += "null";
    return;
  }
  if (value.type().append_json != nullptr) return value.type().append_json(out, value);
  switch (value.type().kind) {
    case Kind::kInterface:
      out += "null";
      return;
    case Kind::kBool:
      out += value.as_bool() ? "true" : "false";
      return;
    case Kind::kInt:
      out += concat(value.as_int());
      return;
    case Kind::kFloat:
      return append_double(out, value.as_double());
    case Kind::kString:
      return append_string(out, value.as_string());
    case Kind::kBytes:
      return append_bytes(out, value);
    case Kind::kStruct:
      return append_fields(out, value);
    case Kind::kSlice:
    case Kind::kMap:
      break;
  }
  if (value.is_nil()) {
    out += "null";
  } else if (value.is(Kind::kSlice)) {
    append_items(out, value);
  } else {
    append_entries(out, value);
  }
}

std::string json_of(const Value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

}  // namespace hearth::go_template
