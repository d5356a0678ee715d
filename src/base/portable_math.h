// exp, log and pow in double precision whose bits do not depend on the machine's maths library.
//
// Only additions, multiplications, divisions and operations on bits, in a fixed order; within 4e-16 (exp, relative),
// 2e-15 (log) and 1e-14 (pow, for results of moderate size). Loops over portable_exp become vector code.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <numbers>

namespace hearth {

// 0 below -708, where results would be subnormal; infinity above 709.
inline double portable_exp(double x) {
  constexpr double kLow = -708, kHigh = 709;
  constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 0x1.a39ef35793c76p-33;  // n * kLn2High is exact
  constexpr double kToInteger = 0x1.8p52;  // adding it rounds to an integer, which is then in the lowest bits
  double in_range = x < kLow ? kLow : x;
  in_range = in_range > kHigh ? kHigh : in_range;
  const double shifted = in_range * std::numbers::log2e + kToInteger;
  const double n = shifted - kToInteger;
  const double r = (in_range - n * kLn2High) - n * kLn2Low;  // in [-ln 2 / 2, ln 2 / 2]
  // The Taylor series to r^13 / 13!, whose next term is below 5e-18.
  double sum = 1.0 / 6227020800;
  sum = sum * r + 1.0 / 479001600;
  sum = sum * r + 1.0 / 39916800;
  sum = sum * r + 1.0 / 3628800;
  sum = sum * r + 1.0 / 362880;
  sum = sum * r + 1.0 / 40320;
  sum = sum * r + 1.0 / 5040;
  sum = sum * r + 1.0 / 720;
  sum = sum * r + 1.0 / 120;
  sum = sum * r + 1.0 / 24;
  sum = sum * r + 1.0 / 6;
  sum = sum * r + 0.5;
  sum = sum * r + 1;
  sum = sum * r + 1;
  const double scaled = std::bit_cast<double>(std::bit_cast<uint64_t>(sum) + (std::bit_cast<uint64_t>(shifted) << 52));
  double result = x < kLow ? 0 : scaled;
  result = x > kHigh ? std::numeric_limits<double>::infinity() : result;
  return x == x ? result : x;
}

// The natural logarithm, by its atanh series around 1. x is positive, finite and not subnormal.
inline double portable_log(double x) {
  constexpr uint64_t kMantissa = (uint64_t{1} << 52) - 1;
  const uint64_t bits = std::bit_cast<uint64_t>(x);
  int exponent = static_cast<int>(bits >> 52) - 1022;
  double m = std::bit_cast<double>((bits & kMantissa) | (uint64_t{1022} << 52));  // in [1/2, 1)
  if (m < std::numbers::sqrt2 / 2) {
    m *= 2;
    --exponent;
  }
  const double s = (m - 1) / (m + 1), s2 = s * s;
  double sum = 0;
  for (int i = 27; i >= 1; i -= 2) sum = sum * s2 + 1.0 / i;
  return 2 * s * sum + exponent * std::numbers::ln2;
}

// base^exponent for a positive base.
inline double portable_pow(double base, double exponent) { return portable_exp(exponent * portable_log(base)); }

}  // namespace hearth
