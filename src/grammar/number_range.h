// NumberRange: the numbers that a schema allows, and the rules that write exactly those.
//
// Numbers are compared as they are written, digit by digit: as long as the digits so far are those of a bound, the next
// one is held to it, and from the first smaller or larger digit on anything goes.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "grammar/decimal.h"
#include "grammar/form.h"

namespace hearth::grammar {

enum class Fraction { kNone, kAllowed };

struct NumberRange {
  struct Bound {
    Decimal value{};
    bool exclusive = false;
  };
  std::optional<Bound> least{}, most{};
  int64_t multiple_of = 1;  // whole numbers only, when it is not 1
  Fraction fraction = Fraction::kAllowed;

  // Keeps what both bounds allow.
  void raise_least(const Bound& bound);
  void lower_most(const Bound& bound);
  bool contains(const Decimal& value) const;
  bool is_unbounded() const { return !least && !most && multiple_of == 1; }
};

inline constexpr int64_t kMostMultiple = 100;

// Numbers of up to 18 digits on either side of the point. kInvalidArgument when there is none; kUnsupported when a
// bound has more digits than that behind the point.
Result<Form::Id> number_form(Form& form, const NumberRange& range);

}  // namespace hearth::grammar
