// The memory of one page: 64 positions of the keys and of the values of one layer and KV head.
//
//   keys     [head_dim][64 positions]    so that scores come out with positions in lanes
//   values   [64 positions][head_dim]    so that weighted sums come out with dimensions in lanes
//
// in F16 or F32; or as Q8_0: int8 in that order and behind them, for the keys as for the values,
//
//   scales   F16 [groups of 32 dimensions][64 positions]
//
// Positions arrive one by one and never change, so a group spans dimensions of one position. The last group has 16 of
// them when head_dim is no multiple of 32. A number is int8 * scale: 7 and 11 bits, so their product is exact in F32,
// and it does not matter where and how often a page is widened. C only, as kernel_table.h.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "kernels/kernel_table.h"

namespace hearth::kernels {

enum { kKvF16, kKvF32, kKvQ8_0 };

static inline size_t kv_groups(size_t head_dim) { return (head_dim + kGroup - 1) / kGroup; }

// Bytes of the keys of a page, and as many of its values: a multiple of 64.
static inline size_t kv_bytes(int kv_type, size_t head_dim) {
  const size_t n = head_dim * kPagePositions;
  if (kv_type == kKvQ8_0) return n + kv_groups(head_dim) * kPagePositions * sizeof(uint16_t);
  return n * (kv_type == kKvF32 ? sizeof(float) : sizeof(uint16_t));
}

// Scratch of attend_page in floats: scores, and keys and values widened, with their scales.
static inline size_t attend_scratch_floats(size_t n_q, size_t head_dim) {
  return (n_q + 2 * head_dim + 2 * kv_groups(head_dim)) * kPagePositions;
}

}  // namespace hearth::kernels
