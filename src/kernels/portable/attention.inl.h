// Attention of some query vectors over one KV page, and the merging of pages.
//
// Scores come out with positions in lanes and the weighted sum with dimensions in lanes (kernels/kv_page.h): both are
// small matrix products whose every output is one chain of fused multiply-adds in a fixed order, without sums across
// lanes. A page of any type is read as floats, exactly, so it is the same text for all.
// A page's result is (max, sum, out); pages are folded in the order of their positions (Milakov and Gimelshein,
// "Online normalizer calculation for softmax"), so it does not matter which thread computed which page, nor
// how many queries were handled together. Include after simd.h and math.inl.h.
#pragma once

#include "kernels/kernel_table.h"
#include "kernels/kv_page.h"

namespace hearth::kernels {
namespace {

inline F32x16 load_as_float(const float* p) { return load(p); }
inline F32x16 load_as_float(const uint16_t* p) { return load_f16(p); }
inline F32x16 load_as_float(const int8_t* p) { return to_float(load_i8_int((const uint8_t*)p)); }

// Matrices of a page as floats, whatever they are stored as: at(i, j) is row i, columns j to j + 15.
template <class T>
struct PlainRows {
  const T* values;
  size_t stride;
  F32x16 at(int i, int j) const { return load_as_float(values + (size_t)i * stride + j); }
};
struct ScaledKeys {
  const int8_t* values;  // [head_dim, 64]
  const float* scale;    // [groups, 64]
  F32x16 at(int i, int j) const {
    return mul(load_as_float(values + i * kPagePositions + j), load(scale + i / kGroup * kPagePositions + j));
  }
};
struct ScaledValues {
  const int8_t* values;  // [64, head_dim]
  const float* scale;    // [groups, 64]
  size_t head_dim;
  F32x16 at(int i, int j) const {
    return mul(load_as_float(values + (size_t)i * head_dim + j), broadcast(scale[j / kGroup * kPagePositions + i]));
  }
};

// c[m][16 * v ..] = sum over i in [begin, end) of a[m][i] * b[i][column + 16 * v ..], in the order of i.
template <int kM, int kV, class Matrix>
inline void product_tile(const float* a, size_t lda, const Matrix& b, int column, int begin, int end, float* c,
                         size_t ldc) {
  F32x16 acc[kM][kV];
  UNROLL
  for (int m = 0; m < kM; ++m) {
    UNROLL
    for (int v = 0; v < kV; ++v) acc[m][v] = zero();
  }
  for (int i = begin; i < end; ++i) {
    F32x16 row[kV];
    UNROLL
    for (int v = 0; v < kV; ++v) row[v] = b.at(i, column + 16 * v);
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

template <int kM, class Matrix>
inline void product_rows(const float* a, size_t lda, const Matrix& b, int n, int begin, int end, float* c, size_t ldc) {
  int j = 0;
  for (; j + 16 * kGemmVectors <= n; j += 16 * kGemmVectors) {
    product_tile<kM, kGemmVectors>(a, lda, b, j, begin, end, c + j, ldc);
  }
  for (; j < n; j += 16) product_tile<kM, 1>(a, lda, b, j, begin, end, c + j, ldc);
}

template <class Matrix>
void product(const float* a, size_t lda, int rows, const Matrix& b, int n, int begin, int end, float* c, size_t ldc) {
  int m = 0;
  for (; m + kGemmRows <= rows; m += kGemmRows) {
    product_rows<kGemmRows>(a + (size_t)m * lda, lda, b, n, begin, end, c + (size_t)m * ldc, ldc);
  }
  a += (size_t)m * lda;
  c += (size_t)m * ldc;
  switch (rows - m) {
    case 1:
      return product_rows<1>(a, lda, b, n, begin, end, c, ldc);
    case 2:
      return product_rows<2>(a, lda, b, n, begin, end, c, ldc);
    case 3:
      return product_rows<3>(a, lda, b, n, begin, end, c, ldc);
    case 4:
      return product_rows<4>(a, lda, b, n, begin, end, c, ldc);
    case 5:
      return product_rows<5>(a, lda, b, n, begin, end, c, ldc);
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

template <class Keys, class Values>
void attend(const PageJob& job, const Keys& k, const Values& v, int begin, int end) {
  const int n = (end + 15) / 16 * 16;
  float* scores = job.scratch;
  product(job.q, job.q_stride, job.n_q, k, n, 0, job.head_dim, scores, kPagePositions);
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
  product(scores, kPagePositions, job.n_q, v, job.head_dim, begin, end, job.out, (size_t)job.head_dim);
}

template <class Matrix>
void widen(const Matrix& from, int n_rows, int n_columns, float* to) {
  for (int i = 0; i < n_rows; ++i) {
    for (int j = 0; j < n_columns; j += 16, to += 16) store(to, from.at(i, j));
  }
}

// Many queries read the page several times: widen it once. Widening is exact, so the result is the same.
template <class Keys, class Values>
void attend_narrow(const PageJob& job, const Keys& k, const Values& v, int begin, int end) {
  if (job.n_q <= 2 * kGemmRows) return attend(job, k, v, begin, end);
  float* wide_k = job.scratch + job.n_q * kPagePositions;
  float* wide_v = wide_k + kPagePositions * job.head_dim;
  widen(k, job.head_dim, kPagePositions, wide_k);
  widen(v, kPagePositions, job.head_dim, wide_v);
  attend(job, PlainRows<float>{wide_k, kPagePositions}, PlainRows<float>{wide_v, (size_t)job.head_dim}, begin, end);
}

void attend_q8(const PageJob& job, int begin, int end) {
  const size_t n = (size_t)job.head_dim * kPagePositions, n_scales = kv_groups((size_t)job.head_dim) * kPagePositions;
  const int8_t *k = (const int8_t*)job.k, *v = (const int8_t*)job.v;
  float* scale_k = job.scratch + (size_t)job.n_q * kPagePositions + 2 * n;
  float* scale_v = scale_k + n_scales;
  widen(PlainRows<uint16_t>{(const uint16_t*)(k + n), n_scales}, 1, (int)n_scales, scale_k);
  widen(PlainRows<uint16_t>{(const uint16_t*)(v + n), n_scales}, 1, (int)n_scales, scale_v);
  attend_narrow(job, ScaledKeys{k, scale_k}, ScaledValues{v, scale_v, (size_t)job.head_dim}, begin, end);
}

template <class T>
PlainRows<T> plain(const void* values, int stride) {
  return {(const T*)values, (size_t)stride};
}

void attend_page(const PageJob& job) {
  int begin = kPagePositions, end = 0;
  for (int m = 0; m < job.n_q; ++m) {
    if (job.begin[m] >= job.end[m]) continue;
    if (job.begin[m] < begin) begin = job.begin[m];
    if (job.end[m] > end) end = job.end[m];
  }
  if (begin >= end) begin = end = 0;
  switch (job.kv_type) {
    case kKvQ8_0:
      return attend_q8(job, begin, end);
    case kKvF16:
      return attend_narrow(job, plain<uint16_t>(job.k, kPagePositions), plain<uint16_t>(job.v, job.head_dim), begin,
                           end);
    default:
      return attend(job, plain<float>(job.k, kPagePositions), plain<float>(job.v, job.head_dim), begin, end);
  }
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
