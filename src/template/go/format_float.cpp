#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "base/text.h"
#include "template/go/format_spec.h"

namespace hearth::go_template {
namespace {

constexpr size_t kMaxExactDigits = 1100;  // no double has more, before or behind the point

std::string convert(double magnitude, std::chars_format format, std::optional<int> precision) {
  std::string out(2 * kMaxExactDigits, '\0');
  int zeros = 0;
  if (precision && *precision > static_cast<int>(kMaxExactDigits)) {
    zeros = *precision - static_cast<int>(kMaxExactDigits);
    precision = static_cast<int>(kMaxExactDigits);
  }
  char* const end = out.data() + out.size();
  const auto written = precision ? std::to_chars(out.data(), end, magnitude, format, *precision)
                                 : std::to_chars(out.data(), end, magnitude, format);
  out.resize(static_cast<size_t>(written.ptr - out.data()));
  // Beyond the last digit that a double can have there are only zeros; %g shows none of them.
  const size_t before_exponent = std::min(out.find_first_of("ep"), out.size());
  if (format != std::chars_format::general) out.insert(before_exponent, static_cast<size_t>(zeros), '0');
  return out;
}

// The shortest digits that read back as the number, in the style that Go chooses for them.
std::string shortest_general(double magnitude) {
  const std::string scientific = convert(magnitude, std::chars_format::scientific, std::nullopt);
  const int exponent = std::atoi(scientific.c_str() + scientific.find('e') + 1);
  constexpr int kFirstScientific = 6;
  return exponent < -4 || exponent >= kFirstScientific ? scientific
                                                       : convert(magnitude, std::chars_format::fixed, std::nullopt);
}

// 0x1.8p+00
std::string hexadecimal(double magnitude, std::optional<int> precision) {
  const std::string converted = convert(magnitude, std::chars_format::hex, precision);
  const size_t p = converted.find('p');
  std::string mantissa = converted.substr(0, p);
  int exponent = std::atoi(converted.c_str() + p + 1);
  if (mantissa[0] == '2') {  // rounded up to the next power of two
    mantissa[0] = '1';
    ++exponent;
  }
  const std::string digits = concat(std::abs(exponent));
  return concat("0x", mantissa, exponent < 0 ? "p-" : "p+", digits.size() < 2 ? "0" : "", digits);
}

// The mantissa as a whole number, and the power of two: 4503599627370496p-52.
std::string binary(double magnitude) {
  uint64_t bits = 0;
  std::memcpy(&bits, &magnitude, sizeof bits);
  const uint64_t fraction = bits & ((uint64_t{1} << 52) - 1);
  const auto biased = static_cast<int>(bits >> 52);
  const int exponent = (biased == 0 ? 1 : biased) - 1075;
  const uint64_t mantissa = biased == 0 ? fraction : fraction | uint64_t{1} << 52;
  return concat(mantissa, "p", exponent < 0 ? "" : "+", exponent);
}

std::string digits_of(double magnitude, char32_t verb, std::optional<int> precision) {
  switch (verb) {
    case 'f':
    case 'F':
      return convert(magnitude, std::chars_format::fixed, precision.value_or(6));
    case 'e':
    case 'E':
      return convert(magnitude, std::chars_format::scientific, precision.value_or(6));
    case 'x':
    case 'X':
      return hexadecimal(magnitude, precision);
    case 'b':
      return binary(magnitude);
    default:
      return precision ? convert(magnitude, std::chars_format::general, precision) : shortest_general(magnitude);
  }
}

// The sharp flag: there is a point always, and %g keeps the zeros up to its precision.
std::string with_point(std::string digits, char32_t verb, std::optional<int> precision) {
  const bool hex = verb == 'x' || verb == 'X';
  const size_t tail_begin = std::min(digits.find_first_of(hex ? "p" : "e"), digits.size());
  const std::string tail = digits.substr(tail_begin);
  digits.resize(tail_begin);
  int missing = verb == 'v' || verb == 'g' || verb == 'G' || verb == 'x' ? precision.value_or(6) : 0;
  bool significant = false;
  for (const char c : digits) {
    if (c == '.') continue;
    significant = significant || c != '0';
    if (significant) --missing;
  }
  if (digits.find('.') == std::string::npos) {
    if (digits == "0") --missing;
    digits += '.';
  }
  if (missing > 0) digits.append(static_cast<size_t>(missing), '0');
  return digits + tail;
}

}  // namespace

std::string format_float(double value, char32_t verb, const FormatSpec& spec) {
  FormatSpec padding = spec;
  if (!std::isfinite(value)) {
    padding.zero = false;
    const bool signless = std::isnan(value) && !spec.plus && !spec.space;
    const std::string_view sign = signless ? "" : value < 0 ? "-" : spec.space && !spec.plus ? " " : "+";
    return padded(concat(sign, std::isnan(value) ? "NaN" : "Inf"), padding);
  }
  std::string digits = digits_of(std::fabs(value), verb, spec.precision);
  if (spec.sharp && verb != 'b') digits = with_point(std::move(digits), verb, spec.precision);
  if (verb == 'E' || verb == 'G' || verb == 'X') {
    for (char& c : digits) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  const std::string_view sign = std::signbit(value) ? "-" : spec.plus ? "+" : spec.space ? " " : "";
  // Zeros go between the sign and the digits.
  if (spec.zero && !spec.minus && spec.width && !sign.empty()) {
    padding.width = std::max(*spec.width - 1, 0);
    return concat(sign, padded(digits, padding));
  }
  return padded(concat(sign, digits), padding);
}

}  // namespace hearth::go_template
