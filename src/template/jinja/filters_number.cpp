// Filters that make numbers. See filters.def.
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "base/text.h"
#include "template/jinja/arguments.h"
#include "template/jinja/characters.h"
#include "template/jinja/filters.h"
#include "template/jinja/operators.h"

namespace hearth::jinja {
namespace {

// Takes the underscores between digits out, as Python allows them; nothing when they stand elsewhere.
std::optional<std::string> without_underscores(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](size_t at) {
      return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at]));
    };
    if (text[i] != '_') {
      out += text[i];
    } else if (i == 0 || !digit(i - 1) || !digit(i + 1)) {
      return std::nullopt;
    }
  }
  return out;
}

// Python's int(text, base); nothing when that raises a value error.
std::optional<int64_t> parse_integer(std::string_view text, int base) {
  std::optional<std::string> digits = without_underscores(strip_left(strip_right(text)));
  if (!digits || digits->empty()) return std::nullopt;
  const bool negative = (*digits)[0] == '-';
  std::string_view rest = *digits;
  if (rest[0] == '-' || rest[0] == '+') rest.remove_prefix(1);
  const char letter = rest.size() > 2 && rest[0] == '0' ? static_cast<char>(rest[1] | 0x20) : ' ';
  if ((base == 16 && letter == 'x') || (base == 8 && letter == 'o') || (base == 2 && letter == 'b'))
    rest.remove_prefix(2);
  const std::string signed_digits = concat(negative ? "-" : "", rest);
  if (rest.empty() || rest[0] == '-') return std::nullopt;
  int64_t out = 0;
  const auto read = std::from_chars(signed_digits.data(), signed_digits.data() + signed_digits.size(), out, base);
  if (read.ec != std::errc() || read.ptr != signed_digits.data() + signed_digits.size()) return std::nullopt;
  return out;
}

// Python's float(text); nothing when that raises a value error.
std::optional<double> parse_float(std::string_view text) {
  const std::optional<std::string> plain = without_underscores(strip_left(strip_right(text)));
  if (!plain || plain->empty()) return std::nullopt;
  std::string_view digits = *plain;
  if (digits[0] == '+') digits.remove_prefix(1);
  if (digits.empty() || digits.back() == ')') return std::nullopt;  // from_chars knows "nan(...)", Python does not
  if (plain->front() == '+' && digits[0] == '-') return std::nullopt;
  double out = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (read.ptr != digits.data() + digits.size()) return std::nullopt;
  if (read.ec == std::errc::result_out_of_range) return std::strtod(plain->c_str(), nullptr);  // 0 or infinity
  return read.ec == std::errc() ? std::optional(out) : std::nullopt;
}

Result<Value> truncated(double value) {
  if (!std::isfinite(value)) return template_error("cannot convert an infinity or NaN to an integer");
  if (!(std::fabs(value) < 9.2e18)) return template_error("integer does not fit into 64 bits");
  return Value::integer(static_cast<int64_t>(value));
}

Result<Value> round_integer(int64_t value, int64_t precision) {
  if (precision >= 0) return Value::integer(value);
  if (precision < -18) return Value::integer(0);
  int64_t unit = 1;
  for (int64_t i = 0; i < -precision; ++i) unit *= 10;
  // To the nearest multiple, halves to the even one.
  const int64_t quotient = value / unit;
  const int64_t remainder = value % unit;
  const int64_t twice = std::abs(remainder) - (unit - std::abs(remainder));
  const bool away = twice > 0 || (twice == 0 && quotient % 2 != 0);
  int64_t out = quotient + (away ? (value < 0 ? -1 : 1) : 0);
  if (__builtin_mul_overflow(out, unit, &out)) return template_error("integer does not fit into 64 bits");
  return Value::integer(out);
}

// Python's round(): the decimal nearest to the exact binary value, which is what printf writes.
double round_double(double value, int64_t precision) {
  if (!std::isfinite(value) || precision > 323) return value;
  if (precision < -308) return std::copysign(0.0, value);
  if (precision < 0) {
    const double unit = std::pow(10.0, static_cast<double>(-precision));
    return std::nearbyint(value / unit) * unit;
  }
  char digits[700];
  std::snprintf(digits, sizeof digits, "%.*f", static_cast<int>(precision), value);
  return std::strtod(digits, nullptr);
}

}  // namespace

Result<Value> filter_abs(Runtime&, const Value& input, const Arguments& arguments) {
  TRY(bind("abs", arguments, {}));
  if (input.is(Kind::kFloat)) return Value::number(std::fabs(input.as_double()));
  if (!input.is_integral() || input.as_integral() < 0) return negate(input);
  return Value::integer(input.as_integral());
}

Result<Value> filter_int(Runtime&, const Value& input, const Arguments& arguments) {
  const Value::Items bound =
      TRY(bind("int", arguments, {{"default", Value::integer(0)}, {"base", Value::integer(10)}}));
  const int64_t base = TRY(integer_argument("int", "base", bound[1]));
  if (input.is_integral()) return Value::integer(input.as_integral());
  if (input.is(Kind::kFloat)) return std::isnan(input.as_double()) ? bound[0] : truncated(input.as_double());
  if (input.is(Kind::kUndefined)) return template_error(std::string(input.reason()));
  if (!input.is(Kind::kString)) return bound[0];
  if (base >= 2 && base <= 36) {
    if (const auto integer = parse_integer(input.as_string(), static_cast<int>(base))) return Value::integer(*integer);
  }
  const std::optional<double> number = parse_float(input.as_string());
  return number && std::isfinite(*number) ? truncated(*number) : bound[0];
}

Result<Value> filter_float(Runtime&, const Value& input, const Arguments& arguments) {
  const Value fallback = TRY(bind("float", arguments, {{"default", Value::number(0)}}))[0];
  if (input.is_number()) return Value::number(input.as_double());
  if (input.is(Kind::kUndefined)) return template_error(std::string(input.reason()));
  const auto number = input.is(Kind::kString) ? parse_float(input.as_string()) : std::optional<double>();
  return number ? Value::number(*number) : fallback;
}

Result<Value> filter_round(Runtime&, const Value& input, const Arguments& arguments) {
  const Value::Items bound =
      TRY(bind("round", arguments, {{"precision", Value::integer(0)}, {"method", Value::string("common")}}));
  const int64_t precision = TRY(integer_argument("round", "precision", bound[0]));
  const std::string_view method = TRY(string_argument("round", "method", bound[1]));
  if (method != "common" && method != "ceil" && method != "floor") {
    return template_error("round: method must be common, ceil or floor");
  }
  if (!input.is_number()) {
    if (input.is(Kind::kUndefined)) return template_error(std::string(input.reason()));
    return template_error(concat("round: a number is required, not ", input.type_name()));
  }
  if (method == "common") {
    if (input.is_integral()) return round_integer(input.as_integral(), precision);
    return Value::number(round_double(input.as_double(), precision));
  }
  const double unit = std::pow(10.0, static_cast<double>(precision));
  const double scaled = input.as_double() * unit;
  if (!std::isfinite(scaled) || unit == 0) return template_error("round: number is too large");
  // Python has an integer here, which has no negative zero.
  return Value::number(((method == "ceil" ? std::ceil(scaled) : std::floor(scaled)) + 0.0) / unit);
}

}  // namespace hearth::jinja
