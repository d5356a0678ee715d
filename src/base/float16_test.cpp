// The two 16-bit formats, exhaustively: every half and every bfloat16, every midpoint between neighbours, and the
// singles just beside each midpoint.
#include "base/float16.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace hearth {
namespace {

uint32_t bits_of(float value) { return std::bit_cast<uint32_t>(value); }
uint16_t u16(uint32_t value) { return static_cast<uint16_t>(value); }

constexpr uint32_t kHalfInfinity = 0x7c00;
constexpr uint32_t kBrainInfinity = 0x7f80;
constexpr uint16_t kSign = 0x8000;

// The value of a finite half by its definition, sign * 2^(e - 15) * 1.m, rather than by bits.
double half_by_definition(uint32_t half) {
  const int exponent = static_cast<int>(half >> 10 & 31), mantissa = static_cast<int>(half & 1023);
  const double magnitude = exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
  return half & kSign ? -magnitude : magnitude;
}

TEST(Float16, EveryHalfHasTheValueOfItsDefinition) {
  for (uint32_t h = 0; h < 0x10000; ++h) {
    const float value = f32_from_f16(u16(h));
    if ((h & 0x7fff) > kHalfInfinity) {
      ASSERT_TRUE(std::isnan(value)) << h;
    } else if ((h & 0x7fff) == kHalfInfinity) {
      ASSERT_EQ(value, h & kSign ? -INFINITY : INFINITY);
    } else {
      ASSERT_EQ(static_cast<double>(value), half_by_definition(h)) << h;
      ASSERT_EQ(std::signbit(value), (h & kSign) != 0) << h;
    }
  }
}

TEST(Float16, EveryHalfThatIsANumberComesBackFromF32) {
  for (uint32_t h = 0; h < 0x10000; ++h) {
    if ((h & 0x7fff) <= kHalfInfinity) {
      ASSERT_EQ(f16_from_f32(f32_from_f16(u16(h))), h);
    }
  }
}

TEST(Float16, EveryNanStaysANanOfItsSignAndBecomesQuiet) {
  for (uint32_t h = 0; h < 0x10000; ++h) {
    if ((h & 0x7fff) <= kHalfInfinity) continue;
    const uint32_t single = bits_of(f32_from_f16(u16(h)));
    ASSERT_EQ(single, (h & kSign) << 16 | 0x7fc00000u | (h & 0x3ff) << 13) << h;
    ASSERT_EQ(f16_from_f32(std::bit_cast<float>(single)), h | 0x200) << h;
  }
  EXPECT_EQ(f16_from_f32(std::bit_cast<float>(0x7f800001u)), 0x7e00);  // payload only below what a half keeps
  EXPECT_EQ(f16_from_f32(std::bit_cast<float>(0xff800001u)), 0xfe00);
}

// Between neighbours low and high lies exactly one single that is as near to both; it goes to the even one, the
// singles beside it go to the nearer.
TEST(Float16, MidpointsGoToTheEvenHalfAndTheirNeighboursToTheNearer) {
  for (uint32_t low = 0; low < kHalfInfinity - 1; ++low) {
    const double middle = (half_by_definition(low) + half_by_definition(low + 1)) / 2;
    const float tie = static_cast<float>(middle);
    ASSERT_EQ(static_cast<double>(tie), middle);
    for (const uint16_t sign : {uint16_t{0}, kSign}) {
      const uint32_t bits = bits_of(tie) | static_cast<uint32_t>(sign) << 16;
      ASSERT_EQ(f16_from_f32(std::bit_cast<float>(bits)), (low + (low & 1)) | sign) << low;
      ASSERT_EQ(f16_from_f32(std::bit_cast<float>(bits - 1)), low | sign) << low;
      ASSERT_EQ(f16_from_f32(std::bit_cast<float>(bits + 1)), (low + 1) | sign) << low;
    }
  }
}

TEST(Float16, WhatRoundsBeyondTheLargestHalfIsInfinity) {
  EXPECT_EQ(f16_from_f32(65504), 0x7bff);
  EXPECT_EQ(f16_from_f32(std::nextafter(65520.0f, 0.0f)), 0x7bff);
  EXPECT_EQ(f16_from_f32(65520), kHalfInfinity);
  EXPECT_EQ(f16_from_f32(-65520), kHalfInfinity | kSign);
  EXPECT_EQ(f16_from_f32(std::numeric_limits<float>::max()), kHalfInfinity);
  EXPECT_EQ(f16_from_f32(-INFINITY), kHalfInfinity | kSign);
}

TEST(Float16, WhatRoundsBelowTheSmallestHalfIsZeroOfItsSign) {
  EXPECT_EQ(f16_from_f32(0x1p-25f), 0);
  EXPECT_EQ(f16_from_f32(-0x1p-25f), kSign);
  EXPECT_EQ(f16_from_f32(std::nextafter(0x1p-25f, 1.0f)), 1);
  EXPECT_EQ(f16_from_f32(std::numeric_limits<float>::denorm_min()), 0);
  EXPECT_EQ(f16_from_f32(-0.0f), kSign);
}

TEST(Float16, EveryBrainFloatIsTheUpperHalfOfItsSingle) {
  for (uint32_t b = 0; b < 0x10000; ++b) {
    ASSERT_EQ(bits_of(f32_from_bf16(u16(b))), b << 16);
    if ((b & 0x7fff) <= kBrainInfinity) {
      ASSERT_EQ(bf16_from_f32(f32_from_bf16(u16(b))), b);
    }
  }
}

TEST(Float16, MidpointsGoToTheEvenBrainFloatAndTheirNeighboursToTheNearer) {
  for (uint32_t low = 0; low < kBrainInfinity; ++low) {  // the last one ends at infinity, as rounding demands
    for (const uint32_t sign : {0u, 0x80000000u}) {
      const uint32_t tie = low << 16 | 0x8000u | sign;
      const uint32_t down = low | sign >> 16;
      ASSERT_EQ(bf16_from_f32(std::bit_cast<float>(tie)), down + (low & 1)) << low;
      ASSERT_EQ(bf16_from_f32(std::bit_cast<float>(tie - 1)), down) << low;
      ASSERT_EQ(bf16_from_f32(std::bit_cast<float>(tie + 1)), down + 1) << low;
    }
  }
}

TEST(Float16, ABrainFloatOfANanIsAQuietNan) {
  EXPECT_EQ(bf16_from_f32(std::bit_cast<float>(0x7f800001u)), 0x7fc0);
  EXPECT_EQ(bf16_from_f32(std::bit_cast<float>(0xffffffffu)), 0xffff);
  EXPECT_EQ(bf16_from_f32(std::bit_cast<float>(0x7fa10000u)), 0x7fe1);
}

}  // namespace
}  // namespace hearth
