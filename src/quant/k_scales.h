// The 12 bytes in which Q3_K, Q4_K and Q5_K keep the 6-bit scales of their sub-blocks.
//
//   Q4_K and Q5_K: eight scales s and eight minima m, all 0..63
//     byte j     (j = 0..3):  bits 0-5 s[j]              bits 6-7 are bits 4-5 of s[j + 4]
//     byte j + 4 (j = 0..3):  bits 0-5 m[j]              bits 6-7 are bits 4-5 of m[j + 4]
//     byte j + 8 (j = 0..3):  bits 0-3 of s[j + 4]       bits 4-7 are bits 0-3 of m[j + 4]
//
//   Q3_K: sixteen scales, -32..31, stored with 32 added
//     byte j     (j = 0..7):  bits 0-3 of s[j]           bits 4-7 are bits 0-3 of s[j + 8]
//     byte j + 8 (j = 0..3):  bits 4-5 of s[j], s[j + 4], s[j + 8], s[j + 12], two bits each from the lowest
#pragma once

#include <cstdint>

namespace hearth::quant {

inline constexpr int kScaleBytes = 12;

struct ScaleMin {
  uint8_t scale[8];  // 0..63
  uint8_t min[8];    // 0..63
  bool operator==(const ScaleMin&) const = default;
};

constexpr ScaleMin unpack_scale_min(const uint8_t (&packed)[kScaleBytes]) {
  ScaleMin s{};
  for (int j = 0; j < 4; ++j) {
    s.scale[j] = packed[j] & 63;
    s.min[j] = packed[j + 4] & 63;
    s.scale[j + 4] = static_cast<uint8_t>((packed[j + 8] & 15) | (packed[j] >> 6 << 4));
    s.min[j + 4] = static_cast<uint8_t>((packed[j + 8] >> 4) | (packed[j + 4] >> 6 << 4));
  }
  return s;
}

constexpr void pack_scale_min(const ScaleMin& s, uint8_t (&packed)[kScaleBytes]) {
  for (int j = 0; j < 4; ++j) {
    packed[j] = static_cast<uint8_t>(s.scale[j] | (s.scale[j + 4] >> 4 << 6));
    packed[j + 4] = static_cast<uint8_t>(s.min[j] | (s.min[j + 4] >> 4 << 6));
    packed[j + 8] = static_cast<uint8_t>((s.scale[j + 4] & 15) | ((s.min[j + 4] & 15) << 4));
  }
}

constexpr void unpack_signed_scales(const uint8_t (&packed)[kScaleBytes], int8_t (&scale)[16]) {
  for (int j = 0; j < 16; ++j) {
    const int low = packed[j % 8] >> (j / 8 * 4) & 15;
    const int high = packed[8 + j % 4] >> (j / 4 * 2) & 3;
    scale[j] = static_cast<int8_t>((low | high << 4) - 32);
  }
}

constexpr void pack_signed_scales(const int8_t (&scale)[16], uint8_t (&packed)[kScaleBytes]) {
  for (uint8_t& byte : packed) byte = 0;
  for (int j = 0; j < 16; ++j) {
    const int biased = scale[j] + 32;
    packed[j % 8] = static_cast<uint8_t>(packed[j % 8] | (biased & 15) << (j / 8 * 4));
    packed[8 + j % 4] = static_cast<uint8_t>(packed[8 + j % 4] | (biased >> 4) << (j / 4 * 2));
  }
}

}  // namespace hearth::quant
