#include "grammar/number_range.h"

#include "base/text.h"
#include "grammar/lower.h"
#include "grammar/test_vocabulary.h"

namespace hearth::grammar {
namespace {

NumberRange::Bound bound(const Json& value, bool exclusive = false) { return {to_decimal(value).value(), exclusive}; }

SharedGrammar grammar_of(const NumberRange& range) {
  Form form;
  const RuleId root = form.add_rule("root");
  form.set_root(root);
  form.define(root, number_form(form, range).value());
  return std::make_shared<const Grammar>(lower(form).value());
}

TEST(NumberRange, WholeNumbersAreExactlyThoseInRange) {
  for (const auto& [least, most] : {std::pair{-15, 7}, {0, 0}, {3, 3}, {-9, -1}, {95, 112}, {-120, -88}, {0, 1000}}) {
    const NumberRange range{.least = bound(least), .most = bound(most), .fraction = Fraction::kNone};
    const SharedGrammar grammar = grammar_of(range);
    for (int i = -1300; i <= 1300; i += i > -130 && i < 130 ? 1 : 13) {
      ASSERT_EQ(matches(grammar, concat(i)), least <= i && i <= most) << least << ' ' << most << ' ' << i;
    }
    for (const char* text : {"007", "-0", "1.0", "", "-", "+1"}) EXPECT_FALSE(matches(grammar, text)) << text;
  }
}

TEST(NumberRange, ExclusiveBoundsAndMultiples) {
  const NumberRange range{.least = bound(-9, true), .most = bound(12, true), .multiple_of = 3};
  const SharedGrammar grammar = grammar_of(range);
  for (int i = -20; i <= 20; ++i) {
    EXPECT_EQ(matches(grammar, concat(i)), -9 < i && i < 12 && i % 3 == 0) << i;
    EXPECT_EQ(range.contains(to_decimal(i).value()), -9 < i && i < 12 && i % 3 == 0) << i;
  }
}

TEST(NumberRange, FractionsAreComparedDigitByDigit) {
  const NumberRange range{.least = bound(-0.25), .most = bound(10.5, true)};
  const SharedGrammar grammar = grammar_of(range);
  for (const char* text : {"-0.25", "-0.2", "0", "0.0", "0.001", "9.999999", "10", "10.49", "10.4999", "-0.250"}) {
    EXPECT_TRUE(matches(grammar, text)) << text;
  }
  for (const char* text : {"-0.26", "-0.2501", "-1", "10.5", "10.50", "10.51", "11", "100", "1e1", "0.", ".5"}) {
    EXPECT_FALSE(matches(grammar, text)) << text;
  }
}

TEST(NumberRange, OneSideMayBeOpen) {
  const SharedGrammar grammar = grammar_of({.least = bound(100), .fraction = Fraction::kNone});
  EXPECT_TRUE(matches(grammar, "100") && matches(grammar, "999999999999999999"));
  EXPECT_FALSE(matches(grammar, "99") || matches(grammar, "-100"));
}

TEST(NumberRange, NoNumberIsAnError) {
  Form form;
  EXPECT_FALSE(number_form(form, {.least = bound(0.1), .most = bound(0.9), .fraction = Fraction::kNone}).has_value());
  EXPECT_FALSE(number_form(form, {.least = bound(1e30)}).has_value());
  EXPECT_FALSE(number_form(form, {.least = bound(7), .most = bound(9), .multiple_of = 10}).has_value());
}

}  // namespace
}  // namespace hearth::grammar
