// The scalar vector types: sixteen lanes in plain arrays. The definition that every other instruction set equals.
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

// Loops over registers are unrolled where registers hold vectors; arrays gain nothing by it.
#define UNROLL

namespace hearth::kernels {
namespace {

#define FOR_LANES for (int i = 0; i < 16; ++i)

struct F32x16 {
  float v[16];
};
struct I32x16 {
  int32_t v[16];
};
struct U8x64 {
  uint8_t v[64];
};
struct Mask16 {
  bool v[16];
};

// How many rows and vectors the register tiles of this instruction set hold (portable/gemm.inl.h, panel.inl.h).
constexpr int kGemmRows = 2, kGemmVectors = 2, kTile = 2, kFloatPanels = 1, kWideOffset = 0;
constexpr int kBlockPanels = 1, kBlockRows = 2;

inline float f16_to_f32(uint16_t h) {
  const uint32_t sign = (uint32_t)(h & 0x8000u) << 16, exponent = (h >> 10) & 31u, mantissa = h & 0x3ffu;
  float f;
  uint32_t bits;
  if (exponent == 31) {
    bits = sign | 0x7f800000u | (mantissa ? 0x400000u : 0u) | mantissa << 13;
  } else if (exponent == 0) {
    f = (float)mantissa * 0x1p-24f;
    memcpy(&bits, &f, 4);
    bits |= sign;
  } else {
    bits = sign | (exponent + 112) << 23 | mantissa << 13;
  }
  memcpy(&f, &bits, 4);
  return f;
}

inline uint16_t f32_to_f16(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  const uint32_t sign = (bits >> 16) & 0x8000u, magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return (uint16_t)(sign | 0x7e00u | ((magnitude >> 13) & 0x3ffu));
  if (magnitude >= 0x477ff000u) return (uint16_t)(sign | 0x7c00u);
  if (magnitude < 0x38800000u) {
    float aligned;
    memcpy(&aligned, &magnitude, 4);
    aligned += 0.5f;
    uint32_t rounded;
    memcpy(&rounded, &aligned, 4);
    return (uint16_t)(sign | (rounded - 0x3f000000u));
  }
  return (uint16_t)(sign | ((magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13) & 1u)) >> 13));
}

inline F32x16 zero() { return F32x16{}; }
inline F32x16 broadcast(float x) {
  F32x16 r;
  FOR_LANES r.v[i] = x;
  return r;
}
inline F32x16 load(const float* p) {
  F32x16 r;
  memcpy(r.v, p, 64);
  return r;
}
inline F32x16 load_n(const float* p, int n) {
  F32x16 r{};
  memcpy(r.v, p, 4 * (size_t)n);
  return r;
}
inline void store(float* p, F32x16 a) { memcpy(p, a.v, 64); }
inline void store_n(float* p, F32x16 a, int n) { memcpy(p, a.v, 4 * (size_t)n); }
inline F32x16 load_f16(const uint16_t* p) {
  F32x16 r;
  FOR_LANES r.v[i] = f16_to_f32(p[i]);
  return r;
}
inline void store_f16_lanes(uint16_t* p, F32x16 a) { FOR_LANES p[i] = f32_to_f16(a.v[i]); }
inline F32x16 load_bf16(const uint16_t* p) {
  F32x16 r;
  FOR_LANES {
    const uint32_t bits = (uint32_t)p[i] << 16;
    memcpy(&r.v[i], &bits, 4);
  }
  return r;
}
inline F32x16 add(F32x16 a, F32x16 b) {
  FOR_LANES a.v[i] = a.v[i] + b.v[i];
  return a;
}
inline F32x16 sub(F32x16 a, F32x16 b) {
  FOR_LANES a.v[i] = a.v[i] - b.v[i];
  return a;
}
inline F32x16 mul(F32x16 a, F32x16 b) {
  FOR_LANES a.v[i] = a.v[i] * b.v[i];
  return a;
}
inline F32x16 div(F32x16 a, F32x16 b) {
  FOR_LANES a.v[i] = a.v[i] / b.v[i];
  return a;
}
inline F32x16 fma(F32x16 a, F32x16 b, F32x16 c) {
  FOR_LANES a.v[i] = __builtin_fmaf(a.v[i], b.v[i], c.v[i]);
  return a;
}
// The second operand when either is NaN, as the x86 instructions have it.
inline F32x16 max(F32x16 a, F32x16 b) {
  FOR_LANES a.v[i] = a.v[i] > b.v[i] ? a.v[i] : b.v[i];
  return a;
}
inline F32x16 min(F32x16 a, F32x16 b) {
  FOR_LANES a.v[i] = a.v[i] < b.v[i] ? a.v[i] : b.v[i];
  return a;
}
inline F32x16 abs(F32x16 a) {
  FOR_LANES a.v[i] = __builtin_fabsf(a.v[i]);
  return a;
}
inline Mask16 less(F32x16 a, F32x16 b) {
  Mask16 r;
  FOR_LANES r.v[i] = a.v[i] < b.v[i];
  return r;
}
inline Mask16 lanes_between(int begin, int end) {
  Mask16 r;
  FOR_LANES r.v[i] = i >= begin && i < end;
  return r;
}
inline F32x16 select(Mask16 m, F32x16 a, F32x16 b) {
  FOR_LANES a.v[i] = m.v[i] ? a.v[i] : b.v[i];
  return a;
}
// To the nearest integer, ties to even; |a| < 2^31.
inline I32x16 round_to_int(F32x16 a) {
  I32x16 r;
  FOR_LANES r.v[i] = (int32_t)__builtin_rintf(a.v[i]);
  return r;
}
inline F32x16 to_float(I32x16 a) {
  F32x16 r;
  FOR_LANES r.v[i] = (float)a.v[i];
  return r;
}
// 2^n for n in [-126, 127].
inline F32x16 exp2_int(I32x16 n) {
  F32x16 r;
  FOR_LANES {
    const uint32_t bits = (uint32_t)(n.v[i] + 127) << 23;
    memcpy(&r.v[i], &bits, 4);
  }
  return r;
}

inline I32x16 broadcast_int(int32_t x) {
  I32x16 r;
  FOR_LANES r.v[i] = x;
  return r;
}
inline I32x16 load_int(const int32_t* p) {
  I32x16 r;
  memcpy(r.v, p, 64);
  return r;
}
inline void store_int(int32_t* p, I32x16 a) { memcpy(p, a.v, 64); }
inline I32x16 add_int(I32x16 a, I32x16 b) {
  FOR_LANES a.v[i] += b.v[i];
  return a;
}
inline I32x16 mul_int(I32x16 a, int32_t b) {
  FOR_LANES a.v[i] *= b;
  return a;
}
inline I32x16 load_u8_int(const uint8_t* p) {
  I32x16 r;
  FOR_LANES r.v[i] = p[i];
  return r;
}
inline I32x16 load_i8_int(const uint8_t* p) {
  I32x16 r;
  FOR_LANES r.v[i] = (int8_t)p[i];
  return r;
}
inline void store_i8(int8_t* p, I32x16 a) { FOR_LANES p[i] = (int8_t)a.v[i]; }
template <int kShift, int kMask>
inline I32x16 bits(I32x16 a) {
  FOR_LANES a.v[i] = (a.v[i] >> kShift) & kMask;
  return a;
}
template <int kShift>
inline I32x16 shift_left(I32x16 a) {
  FOR_LANES a.v[i] <<= kShift;
  return a;
}

// Lane i of vector j and lane j of vector i change places.
inline void transpose(F32x16 (&a)[16]) {
  for (int i = 0; i < 16; ++i) {
    for (int j = i + 1; j < 16; ++j) {
      const float moved = a[i].v[j];
      a[i].v[j] = a[j].v[i];
      a[j].v[i] = moved;
    }
  }
}

// The sum of all lanes by a fixed tree: halves are added until one lane is left. The same tree everywhere.
inline float sum_lanes(F32x16 a) {
  float t[16];
  store(t, a);
  for (int width = 8; width > 0; width /= 2) {
    for (int i = 0; i < width; ++i) t[i] = t[i] + t[i + width];
  }
  return t[0];
}
inline float max_lanes(F32x16 a) {
  float t[16];
  store(t, a);
  for (int width = 8; width > 0; width /= 2) {
    for (int i = 0; i < width; ++i) t[i] = t[i] > t[i + width] ? t[i] : t[i + width];
  }
  return t[0];
}
inline int32_t sum_lanes_int(I32x16 a) {
  int32_t t[16];
  store_int(t, a);
  int32_t sum = 0;
  for (int i = 0; i < 16; ++i) sum += t[i];
  return sum;
}

inline U8x64 load_bytes(const uint8_t* p) {
  U8x64 r;
  memcpy(r.v, p, 64);
  return r;
}
inline void store_bytes(uint8_t* p, U8x64 a) { memcpy(p, a.v, 64); }
// Each byte: (byte >> right << left) & mask, where the mask removes what came from a neighbour.
template <int kRight, int kLeft, int kMask>
inline U8x64 byte_bits(U8x64 a) {
  for (int i = 0; i < 64; ++i) a.v[i] = (uint8_t)(((a.v[i] >> kRight) << kLeft) & kMask);
  return a;
}
inline U8x64 or_bytes(U8x64 a, U8x64 b) {
  for (int i = 0; i < 64; ++i) a.v[i] = (uint8_t)(a.v[i] | b.v[i]);
  return a;
}
template <int kByte>
inline I32x16 byte_of_lane(U8x64 a) {
  I32x16 r;
  FOR_LANES r.v[i] = a.v[4 * i + kByte];
  return r;
}

// acc + the dot product of each lane's four weights (unsigned, at most 127) and the four activations at `a`.
inline I32x16 dot4(I32x16 acc, U8x64 w, const int8_t* a) {
  FOR_LANES for (int b = 0; b < 4; ++b) acc.v[i] += w.v[4 * i + b] * a[b];
  return acc;
}
// The same for weights stored as q + 128: the product is that of (w - 128 + kWideOffset).
inline I32x16 dot4_wide(I32x16 acc, U8x64 w, const int8_t* a) {
  FOR_LANES for (int b = 0; b < 4; ++b) acc.v[i] += (w.v[4 * i + b] - 128) * a[b];
  return acc;
}

#undef FOR_LANES

}  // namespace
}  // namespace hearth::kernels
