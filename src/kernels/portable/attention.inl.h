// Attention of some query vectors over one KV page, and the merging of pages.
//
// K lies transposed, [head_dim][64 positions], so that scores come out with positions in lanes, and V as
// [64 positions][head_dim], so that the weighted sum comes out with dimensions in lanes: both are small matrix
// products whose every output is one chain of fused multiply-adds in a fixed order, without sums across lanes.
// A page's result is (max, sum, out); pages are folded in the order of their positions (Milakov and Gimelshein,
// "Online normalizer calculation for softmax"), so it does not matter which thread computed which page, nor
// how many queries were handled together. Include after simd.h and math.inl.h.
#pragma once

#include "kernels/kernel_table.h"

namespace hearth::kernels {
namespace {

inline F32x16 load_as_float(const float* p) { return load(p); }
inline F32x16 load_as_float(const uint16_t* p) { return load_f16(p); }

// c[m][16 * v ..] = sum over i in [begin, end) of a[m][i] * b[i][16 * v ..], in the order of i.
template <int kM, int kV, class T>
inline void product_tile(const float* a, size_t lda, const T* b, size_t ldb, int begin, int end, float* c, size_t ldc) {
  F32x16 acc[kM][kV];
  UNROLL
  for (int m = 0; m < kM; ++m) {
    UNROLL
    for (int v = 0; v < kV; ++v) acc[m][v] = zero();
  }
  for (int i = begin; i < end; ++i) {
    F32x16 row[kV];
    UNROLL
    for (int v = 0; v < kV; ++v) row[v] = load_as_float(b + (size_t)i * ldb + 16 * v);
    UNROLL
    for (int m = 0; m < kM; ++m) {
      const F32x16 x = broadcast(a[(size_t)m * lda + (size_t)i]);
      UNROLL
      for (int v = 0; v < kV; ++v) acc[m][v] = fma(x, row[v], acc[m][v]);
    }
  }
  UNROLL
  for (int m = 0; m < kM; ++m) {
    UNROLL
    for (int v = 0; v < kV; ++v) store(c + (size_t)m * ldc + 16 * v, acc[m][v]);
  }
}

template <int kM, class T>
inline void product_rows(const float* a, size_t lda, const T* b, size_t ldb, int n, int begin, int end, float* c,
                         size_t ldc) {
  int j = 0;
  for (; j + 16 * kGemmVectors <= n; j += 16 * kGemmVectors) {
    product_tile<kM, kGemmVectors>(a, lda, b + j, ldb, begin, end, c + j, ldc);
  }
  for (; j < n; j += 16) product_tile<kM, 1>(a, lda, b + j, ldb, begin, end, c + j, ldc);
}

template <class T>
void product(const float* a, size_t lda, int rows, const T* b, size_t ldb, int n, int begin, int end, float* c,
             size_t ldc) {
  int m = 0;
  for (; m + kGemmRows <= rows; m += kGemmRows) {
    product_rows<kGemmRows>(a + (size_t)m * lda, lda, b, ldb, n, begin, end, c + (size_t)m * ldc, ldc);
  }
  a += (size_t)m * lda;
  c += (size_t)m * ldc;
  switch (rows - m) {
    case 1:
      return product_rows<1>(a, lda, b, ldb, n, begin, end, c, ldc);
    case 2:
      return product_rows<2>(a, lda, b, ldb, n, begin, end, c, ldc);
    case 3:
      return product_rows<3>(a, lda, b, ldb, n, begin, end, c, ldc);
    case 4:
      return product_rows<4>(a, lda, b, ldb, n, begin, end, c, ldc);
    case 5:
      return product_rows<5>(a, lda, b, ldb, n, begin, end, c, ldc);
    default:
      return;
  }
}

// Scores of one query to weights exp(score - max) in place; n is a multiple of 16.
inline void softmax_row(float* s, int n, int begin, int end, float scale, float* max_out, float* sum_out) {
  const F32x16 hidden = broadcast(-__builtin_inff());
  F32x16 largest = hidden;
  for (int i = 0; i < n; i += 16) {
    const F32x16 x = select(lanes_between(begin - i, end - i), mul(load(s + i), broadcast(scale)), hidden);
    store(s + i, x);
    largest = max(x, largest);
  }
  *max_out = max_lanes(largest);
  F32x16 total = zero();
  for (int i = 0; i < n; i += 16) {
    const F32x16 e = exp(sub(load(s + i), broadcast(*max_out)));
    store(s + i, e);
    total = add(total, e);
  }
  *sum_out = sum_lanes(total);
}

template <class T>
void attend(const PageJob& job, const T* k, const T* v, int begin, int end) {
  const int n = (end + 15) / 16 * 16;
  float* scores = job.scratch;
  product(job.q, job.q_stride, job.n_q, k, (size_t)kPagePositions, n, 0, job.head_dim, scores, kPagePositions);
  for (int m = 0; m < job.n_q; ++m) {
    float* row = scores + m * kPagePositions;
    if (job.begin[m] < job.end[m]) {
      softmax_row(row, n, job.begin[m], job.end[m], job.scale, job.max + m, job.sum + m);
    } else {
      memset(row, 0, sizeof(float) * kPagePositions);
      job.max[m] = 0;
      job.sum[m] = 0;
    }
  }
  product(scores, kPagePositions, job.n_q, v, (size_t)job.head_dim, job.head_dim, begin, end, job.out,
          (size_t)job.head_dim);
}

void widen_page(const uint16_t* from, int n, float* to) {
  for (int i = 0; i < n; i += 16) store(to + i, load_f16(from + i));
}

void attend_page(const PageJob& job) {
  int begin = kPagePositions, end = 0;
  for (int m = 0; m < job.n_q; ++m) {
    if (job.begin[m] >= job.end[m]) continue;
    if (job.begin[m] < begin) begin = job.begin[m];
    if (job.end[m] > end) end = job.end[m];
  }
  if (begin >= end) begin = end = 0;
  if (job.kv_is_f32) return attend(job, (const float*)job.k, (const float*)job.v, begin, end);
  const uint16_t *k = (const uint16_t*)job.k, *v = (const uint16_t*)job.v;
  // Many queries read the page several times: widen it once. Widening is exact, so the result is the same.
  if (job.n_q <= 2 * kGemmRows) return attend(job, k, v, begin, end);
  float* wide_k = job.scratch + job.n_q * kPagePositions;
  float* wide_v = wide_k + kPagePositions * job.head_dim;
  widen_page(k, kPagePositions * job.head_dim, wide_k);
  widen_page(v, kPagePositions * job.head_dim, wide_v);
  attend(job, (const float*)wide_k, (const float*)wide_v, begin, end);
}

void merge_page(float page_max, float page_sum, const float* page_out, int head_dim, float* max_io, float* sum_io,
                float* out) {
  if (page_sum == 0.0f) return;
  if (*sum_io == 0.0f) {
    *max_io = page_max;
    *sum_io = page_sum;
    memcpy(out, page_out, sizeof(float) * (size_t)head_dim);
    return;
  }
  const float largest = *max_io > page_max ? *max_io : page_max;
  float both[16] = {*max_io - largest, page_max - largest};
  store(both, exp(load(both)));
  const F32x16 mine = broadcast(both[0]), theirs = broadcast(both[1]);
  *sum_io = __builtin_fmaf(*sum_io, both[0], page_sum * both[1]);
  *max_io = largest;
  for (int i = 0; i < head_dim; i += 16) {
    store(out + i, fma(load(out + i), mine, mul(load(page_out + i), theirs)));
  }
}

}  // namespace
}  // namespace hearth::kernels
