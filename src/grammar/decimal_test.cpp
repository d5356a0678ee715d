#include "grammar/decimal.h"

#include <gtest/gtest.h>

namespace hearth::grammar {
namespace {

Decimal decimal(std::string_view text) { return to_decimal(Json::parse(text).value()).value(); }

TEST(Decimal, HasTheDigitsOfTheNumber) {
  EXPECT_EQ(decimal("-120.50"), (Decimal{true, "120", "5"}));
  EXPECT_EQ(decimal("0.001"), (Decimal{false, "", "001"}));
  EXPECT_EQ(decimal("-0.0"), Decimal());
  EXPECT_EQ(decimal("18446744073709551615"), (Decimal{false, "18446744073709551615", ""}));
  EXPECT_EQ(decimal("1e3"), decimal("1000"));
  EXPECT_EQ(decimal("1e308").whole.size(), 309u);
  EXPECT_EQ(to_decimal("5"), std::nullopt);
}

TEST(Decimal, ComparesByValue) {
  const char* rising[] = {"-100", "-20.5", "-20", "-0.5", "0", "0.05", "0.5", "0.51", "3", "20", "100"};
  for (const char* a : rising) {
    for (const char* b : rising) {
      const double x = std::stod(a), y = std::stod(b);
      EXPECT_EQ(compare(decimal(a), decimal(b)) < 0, x < y) << a << ' ' << b;
      EXPECT_EQ(compare(decimal(a), decimal(b)) == 0, x == y) << a << ' ' << b;
    }
  }
}

}  // namespace
}  // namespace hearth::grammar
