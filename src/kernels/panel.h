// Panels: how weights lie in memory when they are computed with: 16 rows side by side, row r in lane r.
//
// A panel holds 16 rows of a weight, losslessly, in about the bytes that the file uses: first the scales of all
// groups, then the quants. A quant vector is 64 bytes: 16 lanes of 4 bytes, lane r holding 4 consecutive columns
// of row r, which is what a 4-way int8 dot product wants. Columns come in groups of 32, eight vectors (steps) each.
//
//   nibbles   4 vectors a group: the low nibbles of vector j are step j, the high nibbles step j + 4
//   twos      2 vectors a group: bits 2i..2i+1 of vector v are step 4v + i
//   ones      1 vector a group: bit j is step j
//   bytes     8 vectors a group, stored as q + 128
//
//            scales                                             quants of a group
//   Q4_0     f16 d[16] a group                                  nibbles
//   Q4_1     f16 d[16], m[16] a group                           nibbles
//   Q5_0     f16 d[16] a group                                  nibbles, ones
//   Q5_1     f16 d[16], m[16] a group                           nibbles, ones
//   Q8_0     f16 d[16] a group                                  bytes
//   Q2_K     f16 d[16], dmin[16], u8[16][16] (scale | min << 4) per 256      twos
//   Q3_K     f16 d[16], six-bit pairs [192] per 256                          twos, ones
//   Q4_K     f16 d[16], dmin[16], six-bit pairs [192] per 256                nibbles
//   Q5_K     as Q4_K                                                         nibbles, ones
//   Q6_K     f16 d[16], i8[16][16] per 256                                   nibbles, twos
//   F32, F16, BF16: [k][16] values
//
// Six-bit pairs of 8 groups: low[8][16] holds the low nibbles (first | second << 4), then high[4][16] the upper
// two bits: first and second of group 2i in bits 0-1 and 2-3, of group 2i + 1 in bits 4-5 and 6-7. The pair is
// (scale, min) of a group in Q4_K and Q5_K, and the scales of its two halves in Q3_K.
#pragma once

#include <cstddef>
#include <cstdint>

#include "quant/format.h"

namespace hearth::kernels {

// Bytes of one panel with k columns, a multiple of 64.
size_t panel_bytes(quant::Format format, size_t k);

// Packs 16 rows (blocks as in the file, rows `row_bytes` apart) into one panel. Rows from n_rows on are zero.
void pack_panel(quant::Format format, const uint8_t* rows, size_t row_bytes, int n_rows, size_t k, uint8_t* panel);

}  // namespace hearth::kernels
