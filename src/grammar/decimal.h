// Decimal: a number as its decimal digits, exactly as a JSON text has it.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"

namespace hearth::grammar {

struct Decimal {
  bool negative = false;   // never for zero
  std::string whole{};     // digits in front of the point, without zeros in front; empty below 1
  std::string fraction{};  // digits behind it, without zeros at the end

  bool is_zero() const { return whole.empty() && fraction.empty(); }
  Decimal negated() const { return {!negative && !is_zero(), whole, fraction}; }
  bool operator==(const Decimal&) const = default;
};

// Nothing when the value is no number.
std::optional<Decimal> to_decimal(const Json& json);
// Negative, zero or positive, as a is below, equal to or above b.
int compare(const Decimal& a, const Decimal& b);

}  // namespace hearth::grammar
