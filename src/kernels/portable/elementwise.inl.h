// Norms, gates, residual and rotation of one row, and the quantization of activations.
// Include after simd.h and math.inl.h.
#pragma once

namespace hearth::kernels {
namespace {

void rms_norm(const float* x, const float* gain, float eps, int n, float* out) {
  F32x16 squares = zero();
  int i = 0;
  for (; i + 16 <= n; i += 16) squares = fma(load(x + i), load(x + i), squares);
  if (i < n) squares = fma(load_n(x + i, n - i), load_n(x + i, n - i), squares);
  const float mean = sum_lanes(squares) / (float)n;
  const F32x16 inverse = broadcast(1.0f / __builtin_sqrtf(mean + eps));
  for (i = 0; i + 16 <= n; i += 16) store(out + i, mul(mul(load(x + i), inverse), load(gain + i)));
  if (i < n) store_n(out + i, mul(mul(load_n(x + i, n - i), inverse), load_n(gain + i, n - i)), n - i);
}

// Two passes, because the difference of two large sums would lose what the variance is made of.
void layer_norm(const float* x, const float* gain, const float* bias, float eps, int n, float* out) {
  F32x16 sum = zero(), squares = zero();
  int i = 0;
  for (; i + 16 <= n; i += 16) sum = add(sum, load(x + i));
  if (i < n) sum = add(sum, load_n(x + i, n - i));
  const F32x16 mean = broadcast(sum_lanes(sum) / (float)n);
  for (i = 0; i + 16 <= n; i += 16) {
    const F32x16 d = sub(load(x + i), mean);
    squares = fma(d, d, squares);
  }
  if (i < n) {
    const F32x16 d = select(lanes_between(0, n - i), sub(load_n(x + i, n - i), mean), zero());
    squares = fma(d, d, squares);
  }
  const float variance = sum_lanes(squares) / (float)n;
  const F32x16 inverse = broadcast(1.0f / __builtin_sqrtf(variance + eps));
  for (i = 0; i + 16 <= n; i += 16) {
    store(out + i, fma(mul(sub(load(x + i), mean), inverse), load(gain + i), load(bias + i)));
  }
  if (i < n) {
    const F32x16 normalized = mul(sub(load_n(x + i, n - i), mean), inverse);
    store_n(out + i, fma(normalized, load_n(gain + i, n - i), load_n(bias + i, n - i)), n - i);
  }
}

// x / (1 + e^-x)
inline F32x16 silu(F32x16 x) { return div(x, add(broadcast(1.0f), exp(sub(zero(), x)))); }

// GELU in its tanh form, 0.5 x (1 + tanh u) = x / (1 + e^-2u) with u = sqrt(2 / pi) (x + 0.044715 x^3).
inline F32x16 gelu(F32x16 x) {
  const F32x16 cubic = fma(mul(x, x), broadcast(0.0356774081f), broadcast(0.7978845608f));
  const F32x16 minus_two_u = mul(mul(x, cubic), broadcast(-2.0f));
  return div(x, add(broadcast(1.0f), exp(minus_two_u)));
}

// GELU itself, x times the normal distribution's share below x. With a = |x| it is max(x, 0) - a Q(a), where
// Q(a) = e^(-a^2 / 2) R(a) is the share above a; so nothing cancels where x is negative. R is smooth and falls like
// 1 / a: t times a polynomial in t = 1 / (1 + 0.33 a), fitted for the least relative error, 5e-8, up to a = 13.3.
inline F32x16 gelu_exact(F32x16 x) {
  const F32x16 a = abs(x);
  const F32x16 t = div(broadcast(1.0f), fma(a, broadcast(0.33f), broadcast(1.0f)));
  F32x16 p = broadcast(-0.021336647f);
  p = fma(p, t, broadcast(0.12560134f));
  p = fma(p, t, broadcast(-0.27227843f));
  p = fma(p, t, broadcast(0.23030536f));
  p = fma(p, t, broadcast(-0.060330905f));
  p = fma(p, t, broadcast(0.123384915f));
  p = fma(p, t, broadcast(0.110680714f));
  p = fma(p, t, broadcast(0.13235441f));
  p = fma(p, t, broadcast(0.13161927f));
  const F32x16 density = exp(mul(mul(a, a), broadcast(-0.5f)));
  return sub(max(x, zero()), mul(mul(a, density), mul(t, p)));
}

void gelu_row(const float* x, int n, float* out) {
  int i = 0;
  for (; i + 16 <= n; i += 16) store(out + i, gelu_exact(load(x + i)));
  if (i < n) store_n(out + i, gelu_exact(load_n(x + i, n - i)), n - i);
}

void silu_mul(const float* gate, const float* up, int n, float* out) {
  int i = 0;
  for (; i + 16 <= n; i += 16) store(out + i, mul(silu(load(gate + i)), load(up + i)));
  if (i < n) store_n(out + i, mul(silu(load_n(gate + i, n - i)), load_n(up + i, n - i)), n - i);
}

void gelu_mul(const float* gate, const float* up, int n, float* out) {
  int i = 0;
  for (; i + 16 <= n; i += 16) store(out + i, mul(gelu(load(gate + i)), load(up + i)));
  if (i < n) store_n(out + i, mul(gelu(load_n(gate + i, n - i)), load_n(up + i, n - i)), n - i);
}

void add_rows(const float* a, const float* b, int n, float* out) {
  for (int i = 0; i < n; ++i) out[i] = a[i] + b[i];
}

void scale_row(const float* x, float factor, int n, float* out) {
  for (int i = 0; i < n; ++i) out[i] = x[i] * factor;
}

inline void rotate(float* a, float* b, float cos, float sin) {
  const float x = *a, y = *b;
  *a = __builtin_fmaf(x, cos, -(y * sin));
  *b = __builtin_fmaf(x, sin, y * cos);
}

void rope(float* x, int n_heads, int head_dim, int n_pairs, int interleaved, const float* cos, const float* sin) {
  for (int h = 0; h < n_heads; ++h, x += head_dim) {
    if (interleaved) {
      for (int i = 0; i < n_pairs; ++i) rotate(x + 2 * i, x + 2 * i + 1, cos[i], sin[i]);
    } else {
      for (int i = 0; i < n_pairs; ++i) rotate(x + i, x + i + n_pairs, cos[i], sin[i]);
    }
  }
}

inline F32x16 clamp(F32x16 x, float largest) { return max(min(x, broadcast(largest)), broadcast(-largest)); }

// One group of 32 columns: d = max |x| / 127, q = round(x / d); writes the words of four columns `step` bytes apart.
inline void quantize_group(const float* x, int step, int8_t* q, float* scale, int32_t* sum_low, int32_t* sum_high) {
  const F32x16 a = load(x), b = load(x + 16);
  const float largest = max_lanes(max(abs(a), abs(b)));
  *scale = largest / 127.0f;
  // Below 2^-100 the inverse may not be finite: such a group becomes zeros.
  const F32x16 inverse = broadcast(largest >= 0x1p-100f ? 127.0f / largest : 0.0f);
  const I32x16 low = round_to_int(clamp(mul(a, inverse), 127.0f));
  const I32x16 high = round_to_int(clamp(mul(b, inverse), 127.0f));
  *sum_low = sum_lanes_int(low);
  *sum_high = sum_lanes_int(high);
  int8_t bytes[32];
  store_i8(bytes, low);
  store_i8(bytes + 16, high);
  for (int i = 0; i < 8; ++i) memcpy(q + i * step, bytes + 4 * i, 4);
}

void quantize_tile(const float* x, size_t stride, int n_valid, int width, int k, int8_t* q, float* scale,
                   int32_t* sum16) {
  if (n_valid < width) {
    memset(q, 0, (size_t)(width * k));
    memset(scale, 0, (size_t)(width * (k / 32)) * sizeof(float));
    memset(sum16, 0, (size_t)(width * (k / 16)) * sizeof(int32_t));
  }
  for (int r = 0; r < n_valid; ++r) {
    const float* row = x + (size_t)r * stride;
    for (int g = 0; g < k / 32; ++g) {
      quantize_group(row + 32 * g, 4 * width, q + 32 * g * width + 4 * r, scale + g * width + r,
                     sum16 + 2 * g * width + r, sum16 + (2 * g + 1) * width + r);
    }
  }
}

// Sixteen columns of a tile of eight rows. A store takes half a vector more than its column, which the next overwrites.
inline void interleave_eight(const float* x, size_t stride, int n_valid, float* out) {
  F32x16 lanes[16];
  UNROLL
  for (int r = 0; r < 16; ++r) lanes[r] = r < n_valid ? load(x + (size_t)r * stride) : zero();
  transpose(lanes);
  UNROLL
  for (int i = 0; i < 15; ++i) store(out + 8 * i, lanes[i]);
  store_n(out + 8 * 15, lanes[15], 8);
}

void interleave_tile(const float* x, size_t stride, int n_valid, int width, int k, float* out) {
  int first = 0;
  if (width == 8) {
    for (; first + 16 <= k; first += 16) interleave_eight(x + first, stride, n_valid, out + 8 * first);
  }
  for (int r = 0; r < width; ++r) {
    const float* row = x + (size_t)r * stride;
    for (int i = first; i < k; ++i) out[i * width + r] = r < n_valid ? row[i] : 0.0f;
  }
}

}  // namespace
}  // namespace hearth::kernels
