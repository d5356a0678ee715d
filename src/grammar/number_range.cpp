#include "grammar/number_range.h"

#include <algorithm>
#include <map>
#include <vector>

#include "base/text.h"

namespace hearth::grammar {
namespace {

using Bound = NumberRange::Bound;

constexpr size_t kMostDigits = 18;         // on either side of the point
constexpr size_t kFreeFractionDigits = 6;  // beyond those of the bounds

// Numbers that are not negative, between two bounds that are not negative either.
class Magnitudes {
 public:
  // `least` and `most` have at most kMostDigits digits on either side.
  Magnitudes(Form& form, const Bound& least, const std::optional<Bound>& most, int64_t multiple_of, Fraction fraction)
      : form_(form), least_(least), most_(most), multiple_of_(multiple_of), fraction_(fraction) {}

  // Nothing when there is none.
  std::optional<Form::Id> make() {
    std::vector<Form::Id> lengths;
    n_fraction_ = std::min(kMostDigits, kFreeFractionDigits + std::max(least_.value.fraction.size(),
                                                                       most_ ? most_->value.fraction.size() : 0));
    for (n_whole_ = 1; n_whole_ <= kMostDigits; ++n_whole_) {
      // One digit is also how a number below 1 begins.
      if (std::max<size_t>(least_.value.whole.size(), 1) > n_whole_) continue;
      if (most_ && std::max<size_t>(most_->value.whole.size(), 1) < n_whole_) break;
      known_.clear();
      low_ = digits_of(least_.value);
      high_ = most_ ? digits_of(most_->value) : "";
      const bool low_is_tight = std::max<size_t>(least_.value.whole.size(), 1) == n_whole_;
      const bool high_is_tight = most_ && std::max<size_t>(most_->value.whole.size(), 1) == n_whole_;
      if (const auto found = from({0, low_is_tight, high_is_tight, 0})) lengths.push_back(*found);
    }
    if (lengths.empty()) return std::nullopt;
    return form_.choice(std::move(lengths));
  }

 private:
  // The digits before `at` are those of the bounds that are still tight.
  struct State {
    size_t at;
    bool low_is_tight, high_is_tight;
    int64_t remainder;
    auto operator<=>(const State&) const = default;
  };

  std::string digits_of(const Decimal& value) const {
    std::string digits(n_whole_ - std::min(n_whole_, value.whole.size()), '0');
    digits += value.whole.substr(0, n_whole_) + value.fraction;
    digits.resize(std::max(digits.size(), n_whole_ + n_fraction_), '0');
    return digits;
  }

  // Whether the number may end in front of the digit `at`: what follows counts as zeros.
  bool may_end(const State& s) const {
    if (s.at < n_whole_ || s.remainder != 0) return false;
    const auto rest_is_zero = [&](const std::string& digits) {
      return digits.find_first_not_of('0', s.at) == std::string::npos;
    };
    if (s.low_is_tight && (!rest_is_zero(low_) || least_.exclusive)) return false;
    return !(s.high_is_tight && most_->exclusive && rest_is_zero(high_));
  }

  // A rule for what may follow, or nothing.
  std::optional<Form::Id> from(const State& s) {
    const auto known = known_.find(s);
    if (known != known_.end()) return known->second;
    std::vector<Form::Id> choices;
    if (may_end(s)) choices.push_back(form_.literal(""));
    const bool has_more = s.at < n_whole_ || (fraction_ == Fraction::kAllowed && s.at < n_whole_ + n_fraction_);
    if (has_more) add_digits(s, choices);
    std::optional<Form::Id> made;
    if (!choices.empty()) {
      const RuleId rule = form_.add_rule("number");
      form_.define(rule, form_.choice(std::move(choices)));
      made = form_.use(rule);
    }
    known_.emplace(s, made);
    return made;
  }

  void add_digits(const State& s, std::vector<Form::Id>& choices) {
    std::map<Form::Id, CharSet> by_rest;
    const char first = s.at == 0 && n_whole_ > 1 ? '1' : '0';
    for (char digit = first; digit <= '9'; ++digit) {
      if (s.low_is_tight && digit < low_[s.at]) continue;
      if (s.high_is_tight && digit > high_[s.at]) break;
      const State next = {s.at + 1, s.low_is_tight && digit == low_[s.at], s.high_is_tight && digit == high_[s.at],
                          s.at < n_whole_ ? (s.remainder * 10 + digit - '0') % multiple_of_ : s.remainder};
      if (const auto rest = from(next)) by_rest[*rest].add(static_cast<char32_t>(digit));
    }
    for (auto& [rest, digits] : by_rest) {
      const Form::Id digit = form_.chars(std::move(digits));
      choices.push_back(s.at == n_whole_ ? form_.sequence({form_.literal("."), digit, rest})
                                         : form_.sequence({digit, rest}));
    }
  }

  Form& form_;
  const Bound& least_;
  const std::optional<Bound>& most_;
  int64_t multiple_of_;
  Fraction fraction_;
  size_t n_whole_ = 0, n_fraction_ = 0;
  std::string low_, high_;  // [n_whole + n_fraction] digits of the bounds; high_ may be empty
  std::map<State, std::optional<Form::Id>> known_;
};

// A bound that no number of kMostDigits digits reaches is none.
bool is_far(const Bound& bound) { return bound.value.whole.size() > kMostDigits; }

const Bound kZero{};

}  // namespace

void NumberRange::raise_least(const Bound& bound) {
  const int order = least ? compare(bound.value, least->value) : 1;
  if (order > 0) least = bound;
  if (order == 0) least->exclusive = least->exclusive || bound.exclusive;
}

void NumberRange::lower_most(const Bound& bound) {
  const int order = most ? compare(bound.value, most->value) : -1;
  if (order < 0) most = bound;
  if (order == 0) most->exclusive = most->exclusive || bound.exclusive;
}

bool NumberRange::contains(const Decimal& value) const {
  if (least && (compare(value, least->value) < 0 || (least->exclusive && value == least->value))) return false;
  if (most && (compare(value, most->value) > 0 || (most->exclusive && value == most->value))) return false;
  if (fraction == Fraction::kNone && !value.fraction.empty()) return false;
  if (multiple_of == 1) return true;
  int64_t remainder = 0;
  for (const char digit : value.whole) remainder = (remainder * 10 + digit - '0') % multiple_of;
  return value.fraction.empty() && remainder == 0;
}

Result<Form::Id> number_form(Form& form, const NumberRange& range) {
  for (const auto* bound : {&range.least, &range.most}) {
    if (*bound && (*bound)->value.fraction.size() > kMostDigits) {
      return fail(ErrorCode::kUnsupported,
                  concat("a bound with more than ", kMostDigits, " digits behind the point is not supported"));
    }
  }
  const Fraction fraction = range.multiple_of == 1 ? range.fraction : Fraction::kNone;
  std::vector<Form::Id> parts;
  const bool has_positive = !range.most || !range.most->value.negative;
  if (has_positive && !(range.least && !range.least->value.negative && is_far(*range.least))) {
    const Bound least = range.least && !range.least->value.negative ? *range.least : kZero;
    const auto most = range.most && !is_far(*range.most) ? range.most : std::nullopt;
    if (const auto made = Magnitudes(form, least, most, range.multiple_of, fraction).make()) parts.push_back(*made);
  }
  const bool has_negative = !range.least || range.least->value.negative;
  if (has_negative && !(range.most && range.most->value.negative && is_far(*range.most))) {
    // Below zero, without zero itself.
    Bound least{.exclusive = true};
    if (range.most && range.most->value.negative) least = {range.most->value.negated(), range.most->exclusive};
    std::optional<Bound> most;
    if (range.least && !is_far(*range.least)) most = {range.least->value.negated(), range.least->exclusive};
    if (const auto made = Magnitudes(form, least, most, range.multiple_of, fraction).make()) {
      parts.push_back(form.sequence({form.literal("-"), *made}));
    }
  }
  if (parts.empty()) return fail(ErrorCode::kInvalidArgument, "no number is in this range");
  return form.choice(std::move(parts));
}

}  // namespace hearth::grammar
