// Packing is the reverse of unpacking; that unpacking is right is what format_test.cpp's goldens say.
#include "quant/k_scales.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

namespace hearth::quant {
namespace {

TEST(KScales, ScalesAndMinimaComeBackFromAnyTwelveBytes) {
  std::mt19937 random(1);
  for (int round = 0; round < 1000; ++round) {
    uint8_t packed[kScaleBytes], again[kScaleBytes];
    for (uint8_t& byte : packed) byte = static_cast<uint8_t>(random());
    pack_scale_min(unpack_scale_min(packed), again);
    ASSERT_EQ(std::memcmp(packed, again, sizeof packed), 0);
  }
}

TEST(KScales, SignedScalesComeBackFromAnyTwelveBytes) {
  std::mt19937 random(2);
  for (int round = 0; round < 1000; ++round) {
    uint8_t packed[kScaleBytes], again[kScaleBytes];
    for (uint8_t& byte : packed) byte = static_cast<uint8_t>(random());
    int8_t scales[16];
    unpack_signed_scales(packed, scales);
    for (const int8_t scale : scales) {
      ASSERT_GE(scale, -32);
      ASSERT_LE(scale, 31);
    }
    pack_signed_scales(scales, again);
    ASSERT_EQ(std::memcmp(packed, again, sizeof packed), 0);
  }
}

}  // namespace
}  // namespace hearth::quant
