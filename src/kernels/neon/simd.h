// The NEON (dotprod, fp16) vector types: sixteen lanes are four registers, lanes 4i..4i+3 in v[i].
// Operations as defined in scalar/simd.h.
#pragma once

#include <arm_neon.h>
#include <stdint.h>
#include <string.h>

// Loops over arrays of vectors must be unrolled for the vectors to stay in registers.
#define UNROLL _Pragma("GCC unroll 8")

namespace hearth::kernels {
namespace {

#define FOR_PARTS _Pragma("GCC unroll 4") for (int i = 0; i < 4; ++i)

struct F32x16 {
  float32x4_t v[4];
};
struct I32x16 {
  int32x4_t v[4];
};
struct U8x64 {
  uint8x16_t v[4];
};
struct Mask16 {
  uint32x4_t v[4];
};

// Thirty-two registers: two rows of a tile need eight sums and eight totals, besides four of weights.
constexpr int kGemmRows = 5, kGemmVectors = 1, kTile = 2, kFloatPanels = 2, kWideOffset = 0;
constexpr int kBlockPanels = 1, kBlockRows = 2;

inline F32x16 broadcast(float x) {
  F32x16 r;
  FOR_PARTS r.v[i] = vdupq_n_f32(x);
  return r;
}
inline F32x16 zero() { return broadcast(0.0f); }
inline F32x16 load(const float* p) {
  F32x16 r;
  FOR_PARTS r.v[i] = vld1q_f32(p + 4 * i);
  return r;
}
inline void store(float* p, F32x16 a) { FOR_PARTS vst1q_f32(p + 4 * i, a.v[i]); }
inline F32x16 load_n(const float* p, int n) {
  float lanes[16] = {};
  memcpy(lanes, p, 4 * (size_t)n);
  return load(lanes);
}
inline void store_n(float* p, F32x16 a, int n) {
  float lanes[16];
  store(lanes, a);
  memcpy(p, lanes, 4 * (size_t)n);
}
inline F32x16 load_f16(const uint16_t* p) {
  F32x16 r;
  FOR_PARTS r.v[i] = vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(p + 4 * i)));
  return r;
}
inline void store_f16_lanes(uint16_t* p, F32x16 a) {
  FOR_PARTS vst1_u16(p + 4 * i, vreinterpret_u16_f16(vcvt_f16_f32(a.v[i])));
}
inline F32x16 load_bf16(const uint16_t* p) {
  F32x16 r;
  FOR_PARTS r.v[i] = vreinterpretq_f32_u32(vshll_n_u16(vld1_u16(p + 4 * i), 16));
  return r;
}
inline F32x16 add(F32x16 a, F32x16 b) {
  FOR_PARTS a.v[i] = vaddq_f32(a.v[i], b.v[i]);
  return a;
}
inline F32x16 sub(F32x16 a, F32x16 b) {
  FOR_PARTS a.v[i] = vsubq_f32(a.v[i], b.v[i]);
  return a;
}
inline F32x16 mul(F32x16 a, F32x16 b) {
  FOR_PARTS a.v[i] = vmulq_f32(a.v[i], b.v[i]);
  return a;
}
inline F32x16 div(F32x16 a, F32x16 b) {
  FOR_PARTS a.v[i] = vdivq_f32(a.v[i], b.v[i]);
  return a;
}
inline F32x16 fma(F32x16 a, F32x16 b, F32x16 c) {
  FOR_PARTS c.v[i] = vfmaq_f32(c.v[i], a.v[i], b.v[i]);
  return c;
}
inline Mask16 less(F32x16 a, F32x16 b) {
  Mask16 r;
  FOR_PARTS r.v[i] = vcltq_f32(a.v[i], b.v[i]);
  return r;
}
inline F32x16 select(Mask16 m, F32x16 a, F32x16 b) {
  FOR_PARTS a.v[i] = vbslq_f32(m.v[i], a.v[i], b.v[i]);
  return a;
}
// Not vmaxq and vminq: those give NaN when either operand is NaN.
inline F32x16 max(F32x16 a, F32x16 b) { return select(less(b, a), a, b); }
inline F32x16 min(F32x16 a, F32x16 b) { return select(less(a, b), a, b); }
inline F32x16 abs(F32x16 a) {
  FOR_PARTS a.v[i] = vabsq_f32(a.v[i]);
  return a;
}
inline Mask16 lanes_between(int begin, int end) {
  const int32_t four[4] = {0, 1, 2, 3};
  Mask16 r;
  FOR_PARTS {
    const int32x4_t lane = vaddq_s32(vld1q_s32(four), vdupq_n_s32(4 * i));
    r.v[i] = vandq_u32(vcgeq_s32(lane, vdupq_n_s32(begin)), vcltq_s32(lane, vdupq_n_s32(end)));
  }
  return r;
}
inline I32x16 round_to_int(F32x16 a) {
  I32x16 r;
  FOR_PARTS r.v[i] = vcvtnq_s32_f32(a.v[i]);
  return r;
}
inline F32x16 to_float(I32x16 a) {
  F32x16 r;
  FOR_PARTS r.v[i] = vcvtq_f32_s32(a.v[i]);
  return r;
}
inline F32x16 exp2_int(I32x16 n) {
  F32x16 r;
  FOR_PARTS r.v[i] = vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(n.v[i], vdupq_n_s32(127)), 23));
  return r;
}

inline I32x16 broadcast_int(int32_t x) {
  I32x16 r;
  FOR_PARTS r.v[i] = vdupq_n_s32(x);
  return r;
}
inline I32x16 load_int(const int32_t* p) {
  I32x16 r;
  FOR_PARTS r.v[i] = vld1q_s32(p + 4 * i);
  return r;
}
inline void store_int(int32_t* p, I32x16 a) { FOR_PARTS vst1q_s32(p + 4 * i, a.v[i]); }
inline I32x16 add_int(I32x16 a, I32x16 b) {
  FOR_PARTS a.v[i] = vaddq_s32(a.v[i], b.v[i]);
  return a;
}
inline I32x16 mul_int(I32x16 a, int32_t b) {
  FOR_PARTS a.v[i] = vmulq_n_s32(a.v[i], b);
  return a;
}
inline I32x16 widen(int16x8_t low, int16x8_t high) {
  return {{vmovl_s16(vget_low_s16(low)), vmovl_high_s16(low), vmovl_s16(vget_low_s16(high)), vmovl_high_s16(high)}};
}
inline I32x16 load_u8_int(const uint8_t* p) {
  const uint8x16_t a = vld1q_u8(p);
  return widen(vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(a))), vreinterpretq_s16_u16(vmovl_high_u8(a)));
}
inline I32x16 load_i8_int(const uint8_t* p) {
  const int8x16_t a = vreinterpretq_s8_u8(vld1q_u8(p));
  return widen(vmovl_s8(vget_low_s8(a)), vmovl_high_s8(a));
}
inline void store_i8(int8_t* p, I32x16 a) {
  const int16x8_t low = vcombine_s16(vmovn_s32(a.v[0]), vmovn_s32(a.v[1]));
  const int16x8_t high = vcombine_s16(vmovn_s32(a.v[2]), vmovn_s32(a.v[3]));
  vst1q_s8(p, vcombine_s8(vmovn_s16(low), vmovn_s16(high)));
}
// A right shift by nothing is not encodable, hence the shift by a vector.
template <int kShift, int kMask>
inline I32x16 bits(I32x16 a) {
  FOR_PARTS a.v[i] = vandq_s32(vshlq_s32(a.v[i], vdupq_n_s32(-kShift)), vdupq_n_s32(kMask));
  return a;
}
template <int kShift>
inline I32x16 shift_left(I32x16 a) {
  FOR_PARTS a.v[i] = vshlq_n_s32(a.v[i], kShift);
  return a;
}

// Four by four of four by four.
inline void transpose_4(float32x4_t (&a)[4]) {
  const float64x2_t even_low = vreinterpretq_f64_f32(vtrn1q_f32(a[0], a[1]));
  const float64x2_t odd_low = vreinterpretq_f64_f32(vtrn2q_f32(a[0], a[1]));
  const float64x2_t even_high = vreinterpretq_f64_f32(vtrn1q_f32(a[2], a[3]));
  const float64x2_t odd_high = vreinterpretq_f64_f32(vtrn2q_f32(a[2], a[3]));
  a[0] = vreinterpretq_f32_f64(vtrn1q_f64(even_low, even_high));
  a[1] = vreinterpretq_f32_f64(vtrn1q_f64(odd_low, odd_high));
  a[2] = vreinterpretq_f32_f64(vtrn2q_f64(even_low, even_high));
  a[3] = vreinterpretq_f32_f64(vtrn2q_f64(odd_low, odd_high));
}
inline void transpose(F32x16 (&a)[16]) {
  F32x16 out[16];
  for (int r = 0; r < 4; ++r) {
    FOR_PARTS {
      float32x4_t block[4] = {a[4 * r].v[i], a[4 * r + 1].v[i], a[4 * r + 2].v[i], a[4 * r + 3].v[i]};
      transpose_4(block);
      for (int j = 0; j < 4; ++j) out[4 * i + j].v[r] = block[j];
    }
  }
  memcpy(a, out, sizeof out);
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
  FOR_PARTS r.v[i] = vld1q_u8(p + 16 * i);
  return r;
}
inline void store_bytes(uint8_t* p, U8x64 a) { FOR_PARTS vst1q_u8(p + 16 * i, a.v[i]); }
template <int kRight, int kLeft, int kMask>
inline U8x64 byte_bits(U8x64 a) {
  static_assert(kRight == 0 || kLeft == 0, "one shift");
  if constexpr (kRight > 0) {
    FOR_PARTS a.v[i] = vshrq_n_u8(a.v[i], kRight);
  }
  if constexpr (kLeft > 0) {
    FOR_PARTS a.v[i] = vshlq_n_u8(a.v[i], kLeft);
  }
  FOR_PARTS a.v[i] = vandq_u8(a.v[i], vdupq_n_u8(kMask));
  return a;
}
inline U8x64 or_bytes(U8x64 a, U8x64 b) {
  FOR_PARTS a.v[i] = vorrq_u8(a.v[i], b.v[i]);
  return a;
}
template <int kByte>
inline I32x16 byte_of_lane(U8x64 a) {
  I32x16 r;
  FOR_PARTS r.v[i] = vreinterpretq_s32_u8(a.v[i]);
  return bits<8 * kByte, 255>(r);
}

inline int8x16_t broadcast_four(const int8_t* a) {
  int32_t four;
  memcpy(&four, a, 4);
  return vreinterpretq_s8_s32(vdupq_n_s32(four));
}
// Weights of at most 127 are the same number signed and unsigned.
inline I32x16 dot4(I32x16 acc, U8x64 w, const int8_t* a) {
  const int8x16_t four = broadcast_four(a);
  FOR_PARTS acc.v[i] = vdotq_s32(acc.v[i], vreinterpretq_s8_u8(w.v[i]), four);
  return acc;
}
inline I32x16 dot4_wide(I32x16 acc, U8x64 w, const int8_t* a) {
  FOR_PARTS w.v[i] = veorq_u8(w.v[i], vdupq_n_u8(0x80));
  return dot4(acc, w, a);
}

#undef FOR_PARTS

}  // namespace
}  // namespace hearth::kernels
