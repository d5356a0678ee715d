// The AVX2 (FMA, F16C) vector types: sixteen lanes are two registers, lanes 0..7 in v[0] and 8..15 in v[1].
// Operations as defined in scalar/simd.h.
#pragma once

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

// Loops over arrays of vectors must be unrolled for the vectors to stay in registers.
#define UNROLL _Pragma("GCC unroll 8")

namespace hearth::kernels {
namespace {

struct F32x16 {
  __m256 v[2];
};
struct I32x16 {
  __m256i v[2];
};
struct U8x64 {
  __m256i v[2];
};
struct Mask16 {
  __m256 v[2];
};

// Sixteen registers: two rows of a tile need four sums and four totals, besides weights and a constant.
constexpr int kGemmRows = 3, kGemmVectors = 2, kTile = 2, kFloatPanels = 2, kWideOffset = 0;
constexpr int kBlockPanels = 1, kBlockRows = 2;

inline F32x16 zero() { return {{_mm256_setzero_ps(), _mm256_setzero_ps()}}; }
inline F32x16 broadcast(float x) { return {{_mm256_set1_ps(x), _mm256_set1_ps(x)}}; }
inline F32x16 load(const float* p) { return {{_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}}; }
inline void store(float* p, F32x16 a) {
  _mm256_storeu_ps(p, a.v[0]);
  _mm256_storeu_ps(p + 8, a.v[1]);
}
// All ones in each lane i of eight with first + i < n.
inline __m256i lanes_below(int n, int first) {
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(n - first), lanes);
}
inline F32x16 load_n(const float* p, int n) {
  return {{_mm256_maskload_ps(p, lanes_below(n, 0)), _mm256_maskload_ps(p + 8, lanes_below(n, 8))}};
}
inline void store_n(float* p, F32x16 a, int n) {
  _mm256_maskstore_ps(p, lanes_below(n, 0), a.v[0]);
  _mm256_maskstore_ps(p + 8, lanes_below(n, 8), a.v[1]);
}
inline __m128i load_128(const void* p) { return _mm_loadu_si128((const __m128i*)p); }
inline F32x16 load_f16(const uint16_t* p) { return {{_mm256_cvtph_ps(load_128(p)), _mm256_cvtph_ps(load_128(p + 8))}}; }
inline void store_f16_lanes(uint16_t* p, F32x16 a) {
  _mm_storeu_si128((__m128i*)p, _mm256_cvtps_ph(a.v[0], _MM_FROUND_TO_NEAREST_INT));
  _mm_storeu_si128((__m128i*)(p + 8), _mm256_cvtps_ph(a.v[1], _MM_FROUND_TO_NEAREST_INT));
}
inline __m256 widen_bf16(const uint16_t* p) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(load_128(p)), 16));
}
inline F32x16 load_bf16(const uint16_t* p) { return {{widen_bf16(p), widen_bf16(p + 8)}}; }
inline F32x16 add(F32x16 a, F32x16 b) { return {{_mm256_add_ps(a.v[0], b.v[0]), _mm256_add_ps(a.v[1], b.v[1])}}; }
inline F32x16 sub(F32x16 a, F32x16 b) { return {{_mm256_sub_ps(a.v[0], b.v[0]), _mm256_sub_ps(a.v[1], b.v[1])}}; }
inline F32x16 mul(F32x16 a, F32x16 b) { return {{_mm256_mul_ps(a.v[0], b.v[0]), _mm256_mul_ps(a.v[1], b.v[1])}}; }
inline F32x16 div(F32x16 a, F32x16 b) { return {{_mm256_div_ps(a.v[0], b.v[0]), _mm256_div_ps(a.v[1], b.v[1])}}; }
inline F32x16 fma(F32x16 a, F32x16 b, F32x16 c) {
  return {{_mm256_fmadd_ps(a.v[0], b.v[0], c.v[0]), _mm256_fmadd_ps(a.v[1], b.v[1], c.v[1])}};
}
inline F32x16 max(F32x16 a, F32x16 b) { return {{_mm256_max_ps(a.v[0], b.v[0]), _mm256_max_ps(a.v[1], b.v[1])}}; }
inline F32x16 min(F32x16 a, F32x16 b) { return {{_mm256_min_ps(a.v[0], b.v[0]), _mm256_min_ps(a.v[1], b.v[1])}}; }
inline F32x16 abs(F32x16 a) {
  const __m256 sign = _mm256_set1_ps(-0.0f);
  return {{_mm256_andnot_ps(sign, a.v[0]), _mm256_andnot_ps(sign, a.v[1])}};
}
inline Mask16 less(F32x16 a, F32x16 b) {
  return {{_mm256_cmp_ps(a.v[0], b.v[0], _CMP_LT_OQ), _mm256_cmp_ps(a.v[1], b.v[1], _CMP_LT_OQ)}};
}
inline Mask16 lanes_between(int begin, int end) {
  return {{_mm256_castsi256_ps(_mm256_andnot_si256(lanes_below(begin, 0), lanes_below(end, 0))),
           _mm256_castsi256_ps(_mm256_andnot_si256(lanes_below(begin, 8), lanes_below(end, 8)))}};
}
inline F32x16 select(Mask16 m, F32x16 a, F32x16 b) {
  return {{_mm256_blendv_ps(b.v[0], a.v[0], m.v[0]), _mm256_blendv_ps(b.v[1], a.v[1], m.v[1])}};
}
inline I32x16 round_to_int(F32x16 a) { return {{_mm256_cvtps_epi32(a.v[0]), _mm256_cvtps_epi32(a.v[1])}}; }
inline F32x16 to_float(I32x16 a) { return {{_mm256_cvtepi32_ps(a.v[0]), _mm256_cvtepi32_ps(a.v[1])}}; }

inline I32x16 broadcast_int(int32_t x) { return {{_mm256_set1_epi32(x), _mm256_set1_epi32(x)}}; }
inline __m256i load_256(const void* p) { return _mm256_loadu_si256((const __m256i*)p); }
inline void store_256(void* p, __m256i a) { _mm256_storeu_si256((__m256i*)p, a); }
inline I32x16 load_int(const int32_t* p) { return {{load_256(p), load_256(p + 8)}}; }
inline void store_int(int32_t* p, I32x16 a) {
  store_256(p, a.v[0]);
  store_256(p + 8, a.v[1]);
}
inline I32x16 add_int(I32x16 a, I32x16 b) {
  return {{_mm256_add_epi32(a.v[0], b.v[0]), _mm256_add_epi32(a.v[1], b.v[1])}};
}
inline I32x16 mul_int(I32x16 a, int32_t b) {
  const __m256i factor = _mm256_set1_epi32(b);
  return {{_mm256_mullo_epi32(a.v[0], factor), _mm256_mullo_epi32(a.v[1], factor)}};
}
inline I32x16 load_u8_int(const uint8_t* p) {
  const __m128i a = load_128(p);
  return {{_mm256_cvtepu8_epi32(a), _mm256_cvtepu8_epi32(_mm_srli_si128(a, 8))}};
}
inline I32x16 load_i8_int(const uint8_t* p) {
  const __m128i a = load_128(p);
  return {{_mm256_cvtepi8_epi32(a), _mm256_cvtepi8_epi32(_mm_srli_si128(a, 8))}};
}
inline void store_i8(int8_t* p, I32x16 a) {
  // Packing works within 128-bit halves, so the middle quarters change places.
  const __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(a.v[0], a.v[1]), 0xd8);
  const __m128i low = _mm256_castsi256_si128(words), high = _mm256_extracti128_si256(words, 1);
  _mm_storeu_si128((__m128i*)p, _mm_packs_epi16(low, high));
}
template <int kShift, int kMask>
inline I32x16 bits(I32x16 a) {
  const __m256i mask = _mm256_set1_epi32(kMask);
  return {{_mm256_and_si256(_mm256_srli_epi32(a.v[0], kShift), mask),
           _mm256_and_si256(_mm256_srli_epi32(a.v[1], kShift), mask)}};
}
template <int kShift>
inline I32x16 shift_left(I32x16 a) {
  return {{_mm256_slli_epi32(a.v[0], kShift), _mm256_slli_epi32(a.v[1], kShift)}};
}
inline F32x16 exp2_int(I32x16 n) {
  const I32x16 e = shift_left<23>(add_int(n, broadcast_int(127)));
  return {{_mm256_castsi256_ps(e.v[0]), _mm256_castsi256_ps(e.v[1])}};
}

// Eight by eight: pairs of lanes, fours, then halves.
inline void transpose_8(const __m256 (&a)[8], __m256 (&out)[8]) {
  __m256 pairs[8], fours[8];
  UNROLL
  for (int i = 0; i < 8; i += 2) {
    pairs[i] = _mm256_unpacklo_ps(a[i], a[i + 1]);
    pairs[i + 1] = _mm256_unpackhi_ps(a[i], a[i + 1]);
  }
  UNROLL
  for (int i = 0; i < 8; i += 4) {
    fours[i] = _mm256_shuffle_ps(pairs[i], pairs[i + 2], 0x44);
    fours[i + 1] = _mm256_shuffle_ps(pairs[i], pairs[i + 2], 0xee);
    fours[i + 2] = _mm256_shuffle_ps(pairs[i + 1], pairs[i + 3], 0x44);
    fours[i + 3] = _mm256_shuffle_ps(pairs[i + 1], pairs[i + 3], 0xee);
  }
  UNROLL
  for (int i = 0; i < 4; ++i) {
    out[i] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x20);
    out[i + 4] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x31);
  }
}
inline void transpose(F32x16 (&a)[16]) {
  __m256 quarter[2][2][8];  // [rows from 8 r][columns from 8 c], transposed
  for (int r = 0; r < 2; ++r) {
    for (int c = 0; c < 2; ++c) {
      __m256 rows[8];
      UNROLL
      for (int i = 0; i < 8; ++i) rows[i] = a[8 * r + i].v[c];
      transpose_8(rows, quarter[r][c]);
    }
  }
  for (int i = 0; i < 16; ++i) a[i] = {{quarter[0][i / 8][i % 8], quarter[1][i / 8][i % 8]}};
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

inline U8x64 load_bytes(const uint8_t* p) { return {{load_256(p), load_256(p + 32)}}; }
inline void store_bytes(uint8_t* p, U8x64 a) {
  store_256(p, a.v[0]);
  store_256(p + 32, a.v[1]);
}
template <int kRight, int kLeft, int kMask>
inline __m256i bits_of_bytes(__m256i v) {
  static_assert(kRight == 0 || kLeft == 0, "one shift");
  if constexpr (kRight > 0) v = _mm256_srli_epi32(v, kRight);
  if constexpr (kLeft > 0) v = _mm256_slli_epi32(v, kLeft);
  return _mm256_and_si256(v, _mm256_set1_epi8((char)kMask));
}
template <int kRight, int kLeft, int kMask>
inline U8x64 byte_bits(U8x64 a) {
  return {{bits_of_bytes<kRight, kLeft, kMask>(a.v[0]), bits_of_bytes<kRight, kLeft, kMask>(a.v[1])}};
}
inline U8x64 or_bytes(U8x64 a, U8x64 b) { return {{_mm256_or_si256(a.v[0], b.v[0]), _mm256_or_si256(a.v[1], b.v[1])}}; }
template <int kByte>
inline I32x16 byte_of_lane(U8x64 a) {
  return bits<8 * kByte, 255>(I32x16{{a.v[0], a.v[1]}});
}

inline __m256i broadcast_four(const int8_t* a) {
  int32_t four;
  memcpy(&four, a, 4);
  return _mm256_set1_epi32(four);
}
// Pairs of products stay within 16 bits: 2 * 127 * 127, and 2 * 128 * 127 below, are less than 32768.
inline __m256i add_products(__m256i acc, __m256i w, __m256i a) {
  return _mm256_add_epi32(acc, _mm256_madd_epi16(_mm256_maddubs_epi16(w, a), _mm256_set1_epi16(1)));
}
inline I32x16 dot4(I32x16 acc, U8x64 w, const int8_t* a) {
  const __m256i four = broadcast_four(a);
  return {{add_products(acc.v[0], w.v[0], four), add_products(acc.v[1], w.v[1], four)}};
}
// The product |q| * (sign of q) a, because one factor must be unsigned.
inline __m256i add_signed_products(__m256i acc, __m256i w, __m256i a) {
  const __m256i q = _mm256_xor_si256(w, _mm256_set1_epi8((char)0x80));
  return add_products(acc, _mm256_abs_epi8(q), _mm256_sign_epi8(a, q));
}
inline I32x16 dot4_wide(I32x16 acc, U8x64 w, const int8_t* a) {
  const __m256i four = broadcast_four(a);
  return {{add_signed_products(acc.v[0], w.v[0], four), add_signed_products(acc.v[1], w.v[1], four)}};
}

}  // namespace
}  // namespace hearth::kernels
