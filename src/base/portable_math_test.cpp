#include "base/portable_math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hearth {
namespace {

TEST(PortableMath, ExpAgreesWithTheLibrary) {
  for (double x = -708; x <= 709; x += 0.0137) {
    EXPECT_NEAR(portable_exp(x) / std::exp(x), 1, 4e-16) << x;
  }
  EXPECT_EQ(portable_exp(0), 1);
}

TEST(PortableMath, ExpEndsInZeroAndInfinity) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(portable_exp(-708.5), 0);
  EXPECT_EQ(portable_exp(-1e300), 0);
  EXPECT_EQ(portable_exp(-infinity), 0);
  EXPECT_EQ(portable_exp(710), infinity);
  EXPECT_EQ(portable_exp(infinity), infinity);
  EXPECT_TRUE(std::isnan(portable_exp(std::numeric_limits<double>::quiet_NaN())));
}

TEST(PortableMath, LogAgreesWithTheLibrary) {
  for (double x = 1e-300; x < 1e300; x *= 1.37) {
    EXPECT_NEAR(portable_log(x), std::log(x), 2e-15 * std::max(1.0, std::abs(std::log(x)))) << x;
  }
  for (double x = 0.5; x < 2; x += 0.001) EXPECT_NEAR(portable_log(x), std::log(x), 1e-15) << x;
  EXPECT_EQ(portable_log(1), 0);
}

TEST(PortableMath, PowAgreesWithTheLibrary) {
  for (double base : {1.5, 10.0, 10000.0, 500000.0}) {
    for (double exponent = -1; exponent <= 1; exponent += 0.01) {
      EXPECT_NEAR(portable_pow(base, exponent) / std::pow(base, exponent), 1, 1e-14) << base << '^' << exponent;
    }
  }
}

}  // namespace
}  // namespace hearth
