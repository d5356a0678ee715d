#include "template/go/number.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "base/text.h"
#include "template/go/quoting.h"

namespace hearth::go_template {
namespace {

char lower(char c) { return static_cast<char>(c | 0x20); }
bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'f'); }

// The base that 0x, 0o or 0b in front of the digits gives, else 10.
int prefixed_base(std::string_view digits) {
  if (digits.size() < 3 || digits[0] != '0') return 10;
  switch (lower(digits[1])) {
    case 'x':
      return 16;
    case 'o':
      return 8;
    case 'b':
      return 2;
    default:
      return 10;
  }
}

// An underscore stands between digits, or behind the prefix.
bool underscores_are_right(std::string_view digits) {
  const bool has_prefix = digits.size() >= 2 && digits[0] == '0' &&
                          std::string_view("xob").find(lower(digits[1])) != std::string_view::npos;
  const bool hex = has_prefix && lower(digits[1]) == 'x';
  char before = has_prefix ? '0' : '^';
  for (const char c : digits.substr(has_prefix ? 2 : 0)) {
    const bool is_digit = (c >= '0' && c <= '9') || (hex && is_hex_digit(c));
    if (c == '_' ? before != '0' : !is_digit && before == '_') return false;
    before = c == '_' ? '_' : is_digit ? '0' : '!';
  }
  return before != '_';
}

struct Sign {
  bool negative;
  std::string_view digits;
};

Sign split_sign(std::string_view literal) {
  const bool has_sign = literal.starts_with('+') || literal.starts_with('-');
  return {literal.starts_with('-'), literal.substr(has_sign ? 1 : 0)};
}

std::string without_underscores(std::string_view text) {
  std::string out(text);
  std::erase(out, '_');
  return out;
}

// The magnitude of a whole number: in base 8 when it begins with 0, as in Go.
std::optional<uint64_t> parse_magnitude(std::string_view digits) {
  const bool old_octal = digits.size() > 1 && digits[0] == '0' && prefixed_base(digits) == 10;
  const int base = old_octal ? 8 : prefixed_base(digits);
  if (digits.find('_') != std::string_view::npos && !underscores_are_right(digits)) return std::nullopt;
  const std::string plain = without_underscores(digits.substr(old_octal ? 1 : base == 10 ? 0 : 2));
  uint64_t value = 0;
  const auto read = std::from_chars(plain.data(), plain.data() + plain.size(), value, base);
  if (read.ec != std::errc() || read.ptr != plain.data() + plain.size()) return std::nullopt;
  return value;
}

std::optional<double> parse_double(const Sign& sign) {
  const bool hex = prefixed_base(sign.digits) == 16;
  if (hex && sign.digits.find_first_of("pP") == std::string_view::npos) return std::nullopt;
  if (sign.digits.find('_') != std::string_view::npos && !underscores_are_right(sign.digits)) return std::nullopt;
  const std::string plain = without_underscores(sign.digits.substr(hex ? 2 : 0));
  if (!hex && plain.find_first_not_of("0123456789.eE+-") != std::string::npos) return std::nullopt;
  double value = 0;
  const auto format = hex ? std::chars_format::hex : std::chars_format::general;
  const auto read = std::from_chars(plain.data(), plain.data() + plain.size(), value, format);
  // What is too small is 0 in Go; what is too large is an error.
  const bool vanishes = read.ec == std::errc::result_out_of_range && !hex && plain.find("e-") != std::string::npos;
  if ((read.ec != std::errc() && !vanishes) || read.ptr != plain.data() + plain.size()) return std::nullopt;
  if (vanishes) value = 0;
  return sign.negative ? -value : value;
}

// Whether the literal is written as a fraction, so that it is a float64 even when it is whole.
bool looks_like_fraction(std::string_view literal) {
  const bool hex_integer = literal.size() > 2 && literal[0] == '0' && lower(literal[1]) == 'x' &&
                           literal.find_first_of("pP") == std::string_view::npos;
  return !hex_integer && literal.find_first_of(".eEpP") != std::string_view::npos;
}

std::optional<Value> integer_of(bool negative, uint64_t magnitude) {
  constexpr uint64_t kMax = std::numeric_limits<int64_t>::max();
  if (magnitude > kMax + (negative ? 1 : 0)) return std::nullopt;
  return Value::integer(static_cast<int64_t>(negative ? 0 - magnitude : magnitude));
}

}  // namespace

Result<std::optional<Value>> parse_number(std::string_view literal) {
  if (literal.starts_with('\'')) return Value::integer(TRY(unquote_char(literal)));
  if (literal.ends_with('i') && literal.find_first_of("0123456789") != std::string_view::npos) {
    return fail(ErrorCode::kUnsupported, concat("imaginary numbers are not supported: ", quote(literal)));
  }
  const Sign sign = split_sign(literal);
  const auto magnitude = parse_magnitude(sign.digits);
  const auto real = magnitude ? std::nullopt : parse_double(sign);
  if (looks_like_fraction(literal) && (magnitude || real)) {
    const double whole = static_cast<double>(magnitude.value_or(0));
    return Value::number(real ? *real : sign.negative ? -whole : whole);
  }
  if (magnitude) {
    auto integer = integer_of(sign.negative, *magnitude);
    // Unsigned numbers have no sign; a signed one that does not fit into int is no number at all.
    if (integer || sign.digits.size() == literal.size()) return integer;
  }
  if (magnitude || real) return fail(ErrorCode::kInvalidArgument, concat("integer overflow: ", quote(literal)));
  return fail(ErrorCode::kInvalidArgument, concat("illegal number syntax: ", quote(literal)));
}

}  // namespace hearth::go_template
