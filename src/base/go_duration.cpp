#include "base/go_duration.h"

#include <string>

#include "base/text.h"

namespace hearth {
namespace {

constexpr uint64_t kMicrosecond = 1000, kMillisecond = 1000 * kMicrosecond, kSecond = 1000 * kMillisecond;
constexpr uint64_t kMost = uint64_t{1} << 63;  // the magnitude of the least int64_t

struct Unit {
  std::string_view name;
  uint64_t ns;
};
// Both signs for micro: U+00B5 and U+03BC.
constexpr Unit kUnits[] = {
    {"ns", 1},      {"us", kMicrosecond}, {"\u00b5s", kMicrosecond}, {"\u03bcs", kMicrosecond}, {"ms", kMillisecond},
    {"s", kSecond}, {"m", 60 * kSecond},  {"h", 3600 * kSecond}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// As Go shows it; what is long is cut.
std::string quoted(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  constexpr size_t kMostBytes = 64;
  std::string out = "\"";
  for (const char c : text.substr(0, kMostBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte >= 0x80) {
      out += concat("\\x", kHex[byte >> 4], kHex[byte & 15]);
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + (text.size() > kMostBytes ? "...\"" : "\"");
}

// One number with its unit after the other is taken off the front of what is left.
class Parser {
 public:
  explicit Parser(std::string_view text) : whole_(text), rest_(text) {}

  Result<int64_t> run() {
    const bool negative = rest_.starts_with('-');
    if (negative || rest_.starts_with('+')) rest_.remove_prefix(1);
    if (rest_ == "0") return 0;
    if (rest_.empty()) return invalid();
    uint64_t total = 0;
    while (!rest_.empty()) {
      total += TRY(take_part());
      if (total > kMost) return invalid();
    }
    if (negative) return static_cast<int64_t>(0 - total);
    if (total == kMost) return invalid();
    return static_cast<int64_t>(total);
  }

 private:
  // "1.5h": at most kMost nanoseconds, so that a sum of two cannot wrap around.
  Result<uint64_t> take_part() {
    const std::string_view whole = take_digits();
    std::string_view fraction;
    const bool point = rest_.starts_with('.');
    if (point) {
      rest_.remove_prefix(1);
      fraction = take_digits();
    }
    if (whole.empty() && fraction.empty()) return invalid();
    const uint64_t unit = TRY(take_unit());
    uint64_t value = 0;
    for (const char digit : whole) {
      if (value > kMost / 10) return invalid();
      value = value * 10 + static_cast<uint64_t>(digit - '0');
    }
    if (value > kMost / unit) return invalid();
    value = value * unit + fraction_of(unit, fraction);
    if (value > kMost) return invalid();
    return value;
  }

  // Digits beyond the eighteenth are far below a nanosecond of any unit.
  static uint64_t fraction_of(uint64_t unit, std::string_view digits) {
    double scale = 1, value = 0;
    for (const char digit : digits) {
      if (scale >= 1e18) break;
      value = value * 10 + (digit - '0');
      scale *= 10;
    }
    return static_cast<uint64_t>(value * (static_cast<double>(unit) / scale));
  }

  std::string_view take_digits() {
    size_t n = 0;
    while (n < rest_.size() && is_digit(rest_[n])) ++n;
    return take(n);
  }

  Result<uint64_t> take_unit() {
    size_t n = 0;
    while (n < rest_.size() && rest_[n] != '.' && !is_digit(rest_[n])) ++n;
    if (n == 0) return fail(ErrorCode::kInvalidArgument, concat("time: missing unit in duration ", quoted(whole_)));
    const std::string_view name = take(n);
    for (const Unit& unit : kUnits) {
      if (unit.name == name) return unit.ns;
    }
    return fail(ErrorCode::kInvalidArgument,
                concat("time: unknown unit ", quoted(name), " in duration ", quoted(whole_)));
  }

  std::string_view take(size_t n) {
    const std::string_view taken = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return taken;
  }

  std::unexpected<Error> invalid() const {
    return fail(ErrorCode::kInvalidArgument, concat("time: invalid duration ", quoted(whole_)));
  }

  std::string_view whole_, rest_;
};

// Decimal digits of `value / unit` without zeros at the end: "1.5".
std::string fraction_text(uint64_t value, uint64_t unit) {
  std::string text = concat(value / unit);
  std::string digits = concat(unit + value % unit).substr(1);  // with leading zeros
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits.empty() ? text : concat(text, '.', digits);
}

std::string magnitude_text(uint64_t ns) {
  if (ns == 0) return "0s";
  if (ns < kMicrosecond) return concat(ns, "ns");
  if (ns < kMillisecond) return fraction_text(ns, kMicrosecond) + "\u00b5s";
  if (ns < kSecond) return fraction_text(ns, kMillisecond) + "ms";
  const uint64_t minutes = ns / (60 * kSecond);
  std::string text = fraction_text(ns % (60 * kSecond), kSecond) + "s";
  if (minutes > 0) text = concat(minutes % 60, 'm', text);
  if (minutes >= 60) text = concat(minutes / 60, 'h', text);
  return text;
}

}  // namespace

Result<int64_t> parse_go_duration(std::string_view text) { return Parser(text).run(); }

std::string go_duration_text(int64_t ns) {
  const uint64_t magnitude = ns < 0 ? 0 - static_cast<uint64_t>(ns) : static_cast<uint64_t>(ns);
  return concat(ns < 0 ? "-" : "", magnitude_text(magnitude));
}

}  // namespace hearth
