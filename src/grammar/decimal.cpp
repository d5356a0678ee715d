#include "grammar/decimal.h"

#include <array>
#include <charconv>
#include <string_view>

#include "base/text.h"

namespace hearth::grammar {
namespace {

Decimal parse(std::string_view text) {
  Decimal out;
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const size_t point = text.find('.');
  out.whole = text.substr(0, point);
  if (point != std::string_view::npos) out.fraction = text.substr(point + 1);
  out.whole.erase(0, std::min(out.whole.find_first_not_of('0'), out.whole.size()));
  out.fraction.resize(out.fraction.find_last_not_of('0') + 1);  // npos + 1 is 0
  out.negative = negative && !out.is_zero();
  return out;
}

int compare_size(const Decimal& a, const Decimal& b) {
  if (a.whole.size() != b.whole.size()) return a.whole.size() < b.whole.size() ? -1 : 1;
  const int whole = a.whole.compare(b.whole);
  return whole != 0 ? whole : a.fraction.compare(b.fraction);
}

}  // namespace

std::optional<Decimal> to_decimal(const Json& json) {
  if (const int64_t* integer = json.if_int64()) return parse(concat(*integer));
  if (const uint64_t* large = json.if_uint64()) return parse(concat(*large));
  const double* real = json.if_double();
  if (real == nullptr) return std::nullopt;
  std::array<char, 1100> digits{};  // the longest double has 1077 characters
  const auto [end, error] = std::to_chars(digits.begin(), digits.end(), *real, std::chars_format::fixed);
  return parse(std::string_view(digits.begin(), end));
}

int compare(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  return a.negative ? compare_size(b, a) : compare_size(a, b);
}

}  // namespace hearth::grammar
