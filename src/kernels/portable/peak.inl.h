// Loops that show what the machine can do at most: int8 dot products out of registers, and reads.
// Include after simd.h.
#pragma once

namespace hearth::kernels {
namespace {

enum { kPeakChains = 8 };

// rounds * kPeakChains dot products of 16 lanes times four; the result keeps them from being left out.
int32_t peak_dot(int64_t rounds) {
  alignas(64) uint8_t bytes[64];
  int8_t four[kPeakChains][4];
  for (int i = 0; i < 64; ++i) bytes[i] = (uint8_t)(i & 15);
  for (int i = 0; i < kPeakChains; ++i) {
    for (int j = 0; j < 4; ++j) four[i][j] = (int8_t)(i + j);
  }
  const U8x64 w = load_bytes(bytes);
  I32x16 acc[kPeakChains];
  UNROLL
  for (int i = 0; i < kPeakChains; ++i) acc[i] = broadcast_int(i);
  for (int64_t r = 0; r < rounds; ++r) {
    UNROLL
    for (int i = 0; i < kPeakChains; ++i) acc[i] = dot4(acc[i], w, four[i]);
  }
  for (int i = 1; i < kPeakChains; ++i) acc[0] = add_int(acc[0], acc[i]);
  return sum_lanes_int(acc[0]);
}

// Reads n bytes, a multiple of 256.
uint8_t read_bytes(const uint8_t* p, size_t n) {
  U8x64 seen = load_bytes(p);
  for (size_t i = 0; i < n; i += 256) {
    const U8x64 a = or_bytes(load_bytes(p + i), load_bytes(p + i + 64));
    const U8x64 b = or_bytes(load_bytes(p + i + 128), load_bytes(p + i + 192));
    seen = or_bytes(seen, or_bytes(a, b));
  }
  uint8_t bytes[64];
  store_bytes(bytes, seen);
  return bytes[0];
}

}  // namespace
}  // namespace hearth::kernels
