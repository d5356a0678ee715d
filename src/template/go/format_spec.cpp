#include "template/go/format_spec.h"

#include <algorithm>

#include "base/utf8.h"
#include "template/go/quoting.h"

namespace hearth::go_template {
namespace {

constexpr std::string_view kLowerHex = "0123456789abcdef";
constexpr std::string_view kUpperHex = "0123456789ABCDEF";

bool is_one_of(std::string_view verbs, char32_t verb) {
  return verb < 0x80 && verbs.find(static_cast<char>(verb)) != std::string_view::npos;
}

std::string padded_with_spaces(std::string_view text, FormatSpec spec) {
  spec.zero = false;
  return padded(text, spec);
}

std::string digits_of(uint64_t magnitude, unsigned base, std::string_view digits) {
  std::string out;
  do {
    out += digits[magnitude % base];
    magnitude /= base;
  } while (magnitude > 0);
  std::ranges::reverse(out);
  return out;
}

// How many digits there must be at least: a precision, or zeros up to the width.
size_t min_digits(bool negative, const FormatSpec& spec) {
  if (spec.precision) return static_cast<size_t>(*spec.precision);
  if (!spec.zero || spec.minus || !spec.width) return 0;
  const int for_sign = negative || spec.plus || spec.space ? 1 : 0;
  return static_cast<size_t>(std::max(*spec.width - for_sign, 0));
}

std::string format_in_base(uint64_t magnitude, bool negative, char32_t verb, const FormatSpec& spec) {
  if (spec.precision == 0 && magnitude == 0) return padded_with_spaces("", spec);
  const unsigned base = is_one_of("xX", verb) ? 16 : is_one_of("oO", verb) ? 8 : verb == 'b' ? 2 : 10;
  std::string digits = digits_of(magnitude, base, verb == 'X' ? kUpperHex : kLowerHex);
  const size_t wanted = min_digits(negative, spec);
  if (digits.size() < wanted) digits.insert(0, wanted - digits.size(), '0');
  std::string prefix = negative ? "-" : spec.plus ? "+" : spec.space ? " " : "";
  if (verb == 'O') prefix += "0o";
  if (spec.sharp) {
    if (base == 2) prefix += "0b";
    if (base == 16) prefix += verb == 'X' ? "0X" : "0x";
    if (base == 8 && digits[0] != '0') digits.insert(0, 1, '0');
  }
  return padded_with_spaces(prefix + digits, spec);
}

// U+0041, and with the sharp flag U+0041 'A'.
std::string format_unicode(uint64_t value, const FormatSpec& spec) {
  std::string digits = digits_of(value, 16, kUpperHex);
  const auto wanted = static_cast<size_t>(std::max(spec.precision.value_or(0), 4));
  if (digits.size() < wanted) digits.insert(0, wanted - digits.size(), '0');
  std::string out = "U+" + digits;
  if (spec.sharp && value <= 0x10FFFF && is_printable(static_cast<char32_t>(value))) {
    out += " '";
    utf8::append(out, static_cast<char32_t>(value));
    out += '\'';
  }
  return padded_with_spaces(out, spec);
}

std::string format_hex(std::string_view text, char32_t verb, const FormatSpec& spec) {
  if (spec.precision) text = text.substr(0, static_cast<size_t>(*spec.precision));
  if (text.empty()) return padded("", spec);
  const std::string_view digits = verb == 'X' ? kUpperHex : kLowerHex;
  const std::string prefix = !spec.sharp ? "" : verb == 'X' ? "0X" : "0x";
  std::string out;
  for (const char c : text) {
    if (spec.space && !out.empty()) out += ' ';
    if (out.empty() || spec.space) out += prefix;
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return padded(out, spec);
}

}  // namespace

bool is_string_verb(char32_t verb) { return is_one_of("vsxXq", verb); }
bool is_integer_verb(char32_t verb) { return is_one_of("vdboOxXcqU", verb); }
bool is_float_verb(char32_t verb) { return is_one_of("vbgGxXfFeE", verb); }

std::string padded(std::string_view text, const FormatSpec& spec) {
  const size_t width = static_cast<size_t>(spec.width.value_or(0));
  const size_t length = width == 0 ? 0 : utf8::length(text);
  if (length >= width) return std::string(text);
  const size_t missing = width - length;
  if (spec.minus) return std::string(text) + std::string(missing, ' ');
  return std::string(missing, spec.zero ? '0' : ' ') + std::string(text);
}

std::string_view truncated(std::string_view text, const FormatSpec& spec) {
  if (!spec.precision) return text;
  std::string_view rest = text;
  for (int i = 0; i < *spec.precision && !rest.empty(); ++i) rest.remove_prefix(utf8::decode(rest).n_bytes);
  return text.substr(0, text.size() - rest.size());
}

std::string format_string(std::string_view text, char32_t verb, const FormatSpec& spec) {
  if (verb == 'x' || verb == 'X') return format_hex(text, verb, spec);
  text = truncated(text, spec);
  if (verb != 'q' && !spec.sharp_v) return padded(text, spec);
  // %#v quotes with double quotes always; %#q prefers backquotes.
  if (spec.sharp && can_backquote(text)) return padded("`" + std::string(text) + "`", spec);
  return padded(quote(text, spec.plus ? Escape::kBeyondAscii : Escape::kUnprintable), spec);
}

std::string format_integer(int64_t value, Signedness signedness, char32_t verb, const FormatSpec& spec) {
  const auto bits = static_cast<uint64_t>(value);
  const auto character = static_cast<char32_t>(bits > 0x10FFFF ? utf8::kReplacement : bits);
  if (verb == 'U') return format_unicode(bits, spec);
  if (verb == 'q') return padded(quote_char(character, spec.plus ? Escape::kBeyondAscii : Escape::kUnprintable), spec);
  if (verb == 'c') {
    std::string out;
    utf8::append(out, character);
    return padded(out, spec);
  }
  const bool negative = signedness == Signedness::kSigned && value < 0;
  if (verb == 'v' && spec.sharp_v && signedness == Signedness::kUnsigned) {
    FormatSpec hex = spec;
    hex.sharp = true;
    return format_in_base(bits, negative, 'x', hex);
  }
  return format_in_base(negative ? 0 - bits : bits, negative, verb, spec);
}

}  // namespace hearth::go_template
