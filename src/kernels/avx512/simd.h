// The AVX-512 (VNNI) vector types: sixteen lanes are one register. Operations as defined in scalar/simd.h.
#pragma once

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

// Loops over arrays of vectors must be unrolled for the vectors to stay in registers.
#define UNROLL _Pragma("GCC unroll 8")

namespace hearth::kernels {
namespace {

struct F32x16 {
  __m512 v;
};
struct I32x16 {
  __m512i v;
};
struct U8x64 {
  __m512i v;
};
struct Mask16 {
  __mmask16 v;
};

constexpr int kGemmRows = 6, kGemmVectors = 4, kTile = 8, kFloatPanels = 2, kWideOffset = 128;
constexpr int kBlockPanels = 2, kBlockRows = 4;

inline F32x16 zero() { return {_mm512_setzero_ps()}; }
inline F32x16 broadcast(float x) { return {_mm512_set1_ps(x)}; }
inline F32x16 load(const float* p) { return {_mm512_loadu_ps(p)}; }
inline __mmask16 first_lanes(int n) { return (__mmask16)((1u << n) - 1u); }
inline F32x16 load_n(const float* p, int n) { return {_mm512_maskz_loadu_ps(first_lanes(n), p)}; }
inline void store(float* p, F32x16 a) { _mm512_storeu_ps(p, a.v); }
inline void store_n(float* p, F32x16 a, int n) { _mm512_mask_storeu_ps(p, first_lanes(n), a.v); }
inline F32x16 load_f16(const uint16_t* p) { return {_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i*)p))}; }
inline void store_f16_lanes(uint16_t* p, F32x16 a) {
  _mm256_storeu_si256((__m256i*)p, _mm512_cvtps_ph(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
}
inline F32x16 load_bf16(const uint16_t* p) {
  const __m512i wide = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i*)p));
  return {_mm512_castsi512_ps(_mm512_slli_epi32(wide, 16))};
}
inline F32x16 add(F32x16 a, F32x16 b) { return {_mm512_add_ps(a.v, b.v)}; }
inline F32x16 sub(F32x16 a, F32x16 b) { return {_mm512_sub_ps(a.v, b.v)}; }
inline F32x16 mul(F32x16 a, F32x16 b) { return {_mm512_mul_ps(a.v, b.v)}; }
inline F32x16 div(F32x16 a, F32x16 b) { return {_mm512_div_ps(a.v, b.v)}; }
inline F32x16 fma(F32x16 a, F32x16 b, F32x16 c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
inline F32x16 max(F32x16 a, F32x16 b) { return {_mm512_max_ps(a.v, b.v)}; }
inline F32x16 min(F32x16 a, F32x16 b) { return {_mm512_min_ps(a.v, b.v)}; }
inline F32x16 abs(F32x16 a) { return {_mm512_abs_ps(a.v)}; }
inline Mask16 less(F32x16 a, F32x16 b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ)}; }
inline Mask16 lanes_between(int begin, int end) {
  const unsigned low = begin <= 0 ? 0u : begin >= 16 ? 0xffffu : (1u << begin) - 1u;
  const unsigned high = end <= 0 ? 0u : end >= 16 ? 0xffffu : (1u << end) - 1u;
  return {(__mmask16)(high & ~low)};
}
inline F32x16 select(Mask16 m, F32x16 a, F32x16 b) { return {_mm512_mask_blend_ps(m.v, b.v, a.v)}; }
inline I32x16 round_to_int(F32x16 a) { return {_mm512_cvtps_epi32(a.v)}; }
inline F32x16 to_float(I32x16 a) { return {_mm512_cvtepi32_ps(a.v)}; }
inline F32x16 exp2_int(I32x16 n) {
  return {_mm512_castsi512_ps(_mm512_slli_epi32(_mm512_add_epi32(n.v, _mm512_set1_epi32(127)), 23))};
}

inline I32x16 broadcast_int(int32_t x) { return {_mm512_set1_epi32(x)}; }
inline I32x16 load_int(const int32_t* p) { return {_mm512_loadu_si512(p)}; }
inline void store_int(int32_t* p, I32x16 a) { _mm512_storeu_si512(p, a.v); }
inline I32x16 add_int(I32x16 a, I32x16 b) { return {_mm512_add_epi32(a.v, b.v)}; }
inline I32x16 mul_int(I32x16 a, int32_t b) { return {_mm512_mullo_epi32(a.v, _mm512_set1_epi32(b))}; }
inline I32x16 load_u8_int(const uint8_t* p) { return {_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i*)p))}; }
inline I32x16 load_i8_int(const uint8_t* p) { return {_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i*)p))}; }
inline void store_i8(int8_t* p, I32x16 a) { _mm_storeu_si128((__m128i*)p, _mm512_cvtepi32_epi8(a.v)); }
template <int kShift, int kMask>
inline I32x16 bits(I32x16 a) {
  return {_mm512_and_si512(_mm512_srli_epi32(a.v, kShift), _mm512_set1_epi32(kMask))};
}
template <int kShift>
inline I32x16 shift_left(I32x16 a) {
  return {_mm512_slli_epi32(a.v, kShift)};
}

// Within 128 bits pairs of lanes, then fours; then quarters of four vectors each, as a 4 x 4 matrix of them.
inline void transpose(F32x16 (&a)[16]) {
  __m512 pairs[16], fours[16], halves[16];
  UNROLL
  for (int i = 0; i < 16; i += 2) {
    pairs[i] = _mm512_unpacklo_ps(a[i].v, a[i + 1].v);
    pairs[i + 1] = _mm512_unpackhi_ps(a[i].v, a[i + 1].v);
  }
  UNROLL
  for (int i = 0; i < 16; i += 4) {
    fours[i] = _mm512_shuffle_ps(pairs[i], pairs[i + 2], 0x44);
    fours[i + 1] = _mm512_shuffle_ps(pairs[i], pairs[i + 2], 0xee);
    fours[i + 2] = _mm512_shuffle_ps(pairs[i + 1], pairs[i + 3], 0x44);
    fours[i + 3] = _mm512_shuffle_ps(pairs[i + 1], pairs[i + 3], 0xee);
  }
  UNROLL
  for (int i = 0; i < 8; ++i) {  // vectors i % 4, of rows from 8 (i / 4)
    const __m512 low = fours[i / 4 * 8 + i % 4], high = fours[i / 4 * 8 + i % 4 + 4];
    halves[i] = _mm512_shuffle_f32x4(low, high, 0x88);
    halves[i + 8] = _mm512_shuffle_f32x4(low, high, 0xdd);
  }
  UNROLL
  for (int i = 0; i < 4; ++i) {
    a[i].v = _mm512_shuffle_f32x4(halves[i], halves[i + 4], 0x88);
    a[i + 8].v = _mm512_shuffle_f32x4(halves[i], halves[i + 4], 0xdd);
    a[i + 4].v = _mm512_shuffle_f32x4(halves[i + 8], halves[i + 12], 0x88);
    a[i + 12].v = _mm512_shuffle_f32x4(halves[i + 8], halves[i + 12], 0xdd);
  }
}

// The sum of all lanes by a fixed tree: halves are added until one lane is left. The same tree everywhere.
inline float sum_lanes(F32x16 a) {
  const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(a.v), _mm512_extractf32x8_ps(a.v, 1));
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}
inline float max_lanes(F32x16 a) {
  const __m256 eight = _mm256_max_ps(_mm512_castps512_ps256(a.v), _mm512_extractf32x8_ps(a.v, 1));
  const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}
inline int32_t sum_lanes_int(I32x16 a) {
  const __m256i eight = _mm256_add_epi32(_mm512_castsi512_si256(a.v), _mm512_extracti32x8_epi32(a.v, 1));
  const __m128i four = _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
  const __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xb1)));
}

inline U8x64 load_bytes(const uint8_t* p) { return {_mm512_loadu_si512(p)}; }
inline void store_bytes(uint8_t* p, U8x64 a) { _mm512_storeu_si512(p, a.v); }
template <int kRight, int kLeft, int kMask>
inline U8x64 byte_bits(U8x64 a) {
  static_assert(kRight == 0 || kLeft == 0, "one shift");
  __m512i v = a.v;
  if constexpr (kRight > 0) v = _mm512_srli_epi32(v, kRight);
  if constexpr (kLeft > 0) v = _mm512_slli_epi32(v, kLeft);
  return {_mm512_and_si512(v, _mm512_set1_epi8((char)kMask))};
}
inline U8x64 or_bytes(U8x64 a, U8x64 b) { return {_mm512_or_si512(a.v, b.v)}; }
template <int kByte>
inline I32x16 byte_of_lane(U8x64 a) {
  return {_mm512_and_si512(_mm512_srli_epi32(a.v, 8 * kByte), _mm512_set1_epi32(255))};
}

inline I32x16 dot4(I32x16 acc, U8x64 w, const int8_t* a) {
  int32_t four;
  memcpy(&four, a, 4);
  return {_mm512_dpbusd_epi32(acc.v, w.v, _mm512_set1_epi32(four))};
}
// The instruction takes unsigned weights as they are, so that 128 times the sum of activations is too much.
inline I32x16 dot4_wide(I32x16 acc, U8x64 w, const int8_t* a) { return dot4(acc, w, a); }

}  // namespace
}  // namespace hearth::kernels
