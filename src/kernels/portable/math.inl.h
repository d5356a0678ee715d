// The exponential, one text for every instruction set.
// Include after the simd.h of an instruction set.
#pragma once

namespace hearth::kernels {
namespace {

// e^x within 2 units in the last place; below -87.3 it is 0, above 88 it stays at e^88.
// Reduction to |r| <= ln 2 / 2 in two parts (Cody and Waite), then a polynomial of degree 6.
inline F32x16 exp(F32x16 x) {
  const F32x16 lowest = broadcast(-87.3f);
  const Mask16 vanishes = less(x, lowest);
  x = min(max(x, lowest), broadcast(88.0f));
  const I32x16 n = round_to_int(mul(x, broadcast(1.44269504f)));
  const F32x16 nf = to_float(n);
  F32x16 r = fma(nf, broadcast(-0.693359375f), x);
  r = fma(nf, broadcast(2.12194440e-4f), r);
  F32x16 p = broadcast(1.9875691500e-4f);
  p = fma(p, r, broadcast(1.3981999507e-3f));
  p = fma(p, r, broadcast(8.3334519073e-3f));
  p = fma(p, r, broadcast(4.1665795894e-2f));
  p = fma(p, r, broadcast(1.6666665459e-1f));
  p = fma(p, r, broadcast(5.0000001201e-1f));
  p = fma(p, mul(r, r), add(r, broadcast(1.0f)));
  return select(vanishes, zero(), mul(p, exp2_int(n)));
}

}  // namespace
}  // namespace hearth::kernels
