// Keys and values of up to 16 consecutive positions into their page.
//
// Values are stored row by row. Keys lie transposed: sixteen dimensions of sixteen positions are turned round in
// registers, so that a row of the page gets a vector and not sixteen single numbers. A single position, as in
// generation, has nothing to turn round and is scattered. What is stored depends on its position's numbers alone.
// Include after simd.h and elementwise.inl.h.
#pragma once

#include "kernels/kernel_table.h"
#include "kernels/kv_page.h"

namespace hearth::kernels {
namespace {

// Sixteen dimensions of n positions as sixteen vectors of positions; lanes from n on are zero.
inline void load_transposed(const float* x, size_t stride, int n, F32x16 (&out)[16]) {
  for (int i = 0; i < 16; ++i) out[i] = i < n ? load(x + (size_t)i * stride) : zero();
  transpose(out);
}

// To half precision, within its finite range.
inline void store_clamped_f16(uint16_t* out, F32x16 x) { store_f16_lanes(out, clamp(x, 65504.0f)); }

// The first n lanes.
inline void store_first(float* to, F32x16 x, int n) { store_n(to, x, n); }
inline void store_first(uint16_t* to, F32x16 x, int n) {
  if (n == 16) return store_clamped_f16(to, x);
  uint16_t lanes[16];
  store_clamped_f16(lanes, x);
  memcpy(to, lanes, sizeof(uint16_t) * (size_t)n);
}
inline void store_first(int8_t* to, I32x16 x, int n) {
  if (n == 16) return store_i8(to, x);
  int8_t lanes[16];
  store_i8(lanes, x);
  memcpy(to, lanes, (size_t)n);
}

// The scale of a group whose largest magnitude this is, in half precision, and what it turns a number into an int8
// by: the inverse of the scale as it is stored, or zero where that is zero.
struct GroupScale {
  uint16_t half[16];
  F32x16 inverse;
};
inline GroupScale group_scale(F32x16 largest) {
  GroupScale s;
  store_clamped_f16(s.half, div(largest, broadcast(127.0f)));
  const F32x16 stored = load_f16(s.half);
  s.inverse = select(less(zero(), stored), div(broadcast(1.0f), stored), zero());
  return s;
}

inline I32x16 quantized(F32x16 x, F32x16 inverse) { return round_to_int(clamp(mul(x, inverse), 127.0f)); }

// max() takes its second operand when either is NaN, so a NaN here counts for nothing, in whatever order they come.
inline F32x16 larger_magnitude(F32x16 x, F32x16 largest) { return max(abs(x), largest); }

// One group of one position: 32 numbers, or 16.
inline uint16_t quantize_kv_group(const float* x, int width, int8_t* out) {
  F32x16 largest = zero();
  for (int i = 0; i < width; i += 16) largest = larger_magnitude(load(x + i), largest);
  const GroupScale scale = group_scale(broadcast(max_lanes(largest)));
  for (int i = 0; i < width; i += 16) store_i8(out + i, quantized(load(x + i), scale.inverse));
  return scale.half[0];
}

inline int group_width(int head_dim, int first) { return head_dim - first < kGroup ? head_dim - first : kGroup; }

inline uint16_t* scales_of(void* page, int head_dim) { return (uint16_t*)((int8_t*)page + head_dim * kPagePositions); }

template <class T>
void store_plain_keys(const StoreJob& job) {
  T* to = (T*)job.k_page + job.slot;
  for (int i = 0; i < job.head_dim; i += 16) {
    F32x16 t[16];
    load_transposed(job.k + i, job.stride, job.n, t);
    for (int j = 0; j < 16; ++j) store_first(to + (i + j) * kPagePositions, t[j], job.n);
  }
}

void store_quantized_keys(const StoreJob& job) {
  int8_t* to = (int8_t*)job.k_page + job.slot;
  uint16_t* scales = scales_of(job.k_page, job.head_dim) + job.slot;
  for (int first = 0; first < job.head_dim; first += kGroup, scales += kPagePositions) {
    const int n_parts = group_width(job.head_dim, first) / 16;
    F32x16 t[kGroup / 16][16], largest = zero();
    for (int part = 0; part < n_parts; ++part) {
      load_transposed(job.k + first + 16 * part, job.stride, job.n, t[part]);
      for (int j = 0; j < 16; ++j) largest = larger_magnitude(t[part][j], largest);
    }
    const GroupScale scale = group_scale(largest);
    memcpy(scales, scale.half, sizeof(uint16_t) * (size_t)job.n);
    for (int i = 0; i < 16 * n_parts; ++i) {
      store_first(to + (first + i) * kPagePositions, quantized(t[i / 16][i % 16], scale.inverse), job.n);
    }
  }
}

template <class T>
void scatter(const T* from, int n, T* to) {
  for (int i = 0; i < n; ++i) to[i * kPagePositions] = from[i];
}

void scatter_f16_key(const StoreJob& job) {
  uint16_t* to = (uint16_t*)job.k_page + job.slot;
  for (int i = 0; i < job.head_dim; i += 16) {
    uint16_t lanes[16];
    store_clamped_f16(lanes, load(job.k + i));
    scatter(lanes, 16, to + i * kPagePositions);
  }
}

void scatter_quantized_key(const StoreJob& job) {
  int8_t* to = (int8_t*)job.k_page + job.slot;
  uint16_t* scales = scales_of(job.k_page, job.head_dim) + job.slot;
  for (int first = 0; first < job.head_dim; first += kGroup, scales += kPagePositions) {
    const int width = group_width(job.head_dim, first);
    int8_t group[kGroup];
    *scales = quantize_kv_group(job.k + first, width, group);
    scatter(group, width, to + first * kPagePositions);
  }
}

void store_value(const StoreJob& job, const float* x, int slot) {
  switch (job.kv_type) {
    case kKvQ8_0: {
      int8_t* to = (int8_t*)job.v_page + slot * job.head_dim;
      uint16_t* scales = scales_of(job.v_page, job.head_dim) + slot;
      for (int first = 0; first < job.head_dim; first += kGroup, scales += kPagePositions) {
        *scales = quantize_kv_group(x + first, group_width(job.head_dim, first), to + first);
      }
      return;
    }
    case kKvF16: {
      uint16_t* to = (uint16_t*)job.v_page + slot * job.head_dim;
      for (int i = 0; i < job.head_dim; i += 16) store_clamped_f16(to + i, load(x + i));
      return;
    }
    default:
      memcpy((float*)job.v_page + slot * job.head_dim, x, sizeof(float) * (size_t)job.head_dim);
  }
}

void store_kv(const StoreJob& job) {
  switch (job.kv_type) {
    case kKvQ8_0:
      job.n == 1 ? scatter_quantized_key(job) : store_quantized_keys(job);
      break;
    case kKvF16:
      job.n == 1 ? scatter_f16_key(job) : store_plain_keys<uint16_t>(job);
      break;
    default:
      job.n == 1 ? scatter(job.k, job.head_dim, (float*)job.k_page + job.slot) : store_plain_keys<float>(job);
  }
  for (int i = 0; i < job.n; ++i) store_value(job, job.v + (size_t)i * job.stride, job.slot + i);
}

}  // namespace
}  // namespace hearth::kernels
