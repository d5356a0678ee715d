// What the encoders of the five formats with one scale a block (Q4_0 to Q8_0) share.
//
// These formats have a published reference encoder, and the bytes equal its bytes for finite weights. Where the
// reference leaves a case open (NaN, infinities, a block so small that 1 / scale overflows), these functions
// choose some level in range: the block may decode to anything, but nothing is undefined.
#pragma once

#include <cmath>
#include <cstdint>

namespace hearth::quant {

inline constexpr int kSmallBlock = 32;

struct Range {
  float low, high;
};

inline Range range_of(const float* weights) {
  Range r{weights[0], weights[0]};
  for (int i = 1; i < kSmallBlock; ++i) {
    r.low = weights[i] < r.low ? weights[i] : r.low;
    r.high = weights[i] > r.high ? weights[i] : r.high;
  }
  return r;
}

// 1 / scale, or 0 where that is no number: every weight then takes the same level.
inline float inverse_scale(float scale) {
  const float inverse = 1 / scale;
  return std::isfinite(inverse) ? inverse : 0;
}

// The level of a position on the grid whose rounding offset is already added; NaN takes level 0.
inline uint8_t truncate_to_level(float position, float top) {
  const float bounded = position < top ? position : top;  // also when NaN: top, then caught below
  return static_cast<uint8_t>(static_cast<int>(position >= 0 ? bounded : 0.0f));
}

// Weights i and i + 16 share byte i: the low and the high nibble.
inline void pack_nibbles(const uint8_t (&levels)[kSmallBlock], uint8_t (&packed)[kSmallBlock / 2]) {
  for (int i = 0; i < 16; ++i) packed[i] = static_cast<uint8_t>((levels[i] & 15) | (levels[i + 16] & 15) << 4);
}

// Bit i is the fifth bit of level i.
inline uint32_t pack_fifth_bits(const uint8_t (&levels)[kSmallBlock]) {
  uint32_t bits = 0;
  for (int i = 0; i < kSmallBlock; ++i) bits |= static_cast<uint32_t>(levels[i] >> 4 & 1) << i;
  return bits;
}

}  // namespace hearth::quant
