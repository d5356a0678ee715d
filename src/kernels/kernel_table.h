// KernelTable: everything that is computed differently on different instruction sets, as plain function pointers.
//
// One table per folder kernels/<isa>/; find_table() (dispatch.h) picks one at start. All tables give the same
// bits for the same input. Included by code that is compiled with special instruction sets, so it holds nothing
// but C types: an inline library function emitted there could be linked into code that runs everywhere.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace hearth::kernels {

enum { kFormats = 13, kPanelRows = 16, kGroup = 32, kPagePositions = 64 };

// out[row][column] = rows · panelsᵀ for a run of panels of one weight.
struct PanelJob {
  const uint8_t* panels;  // n_panels panels in the layout of panel.h
  size_t panel_bytes;
  int32_t n_panels;
  int32_t k;  // columns of the weight, a multiple of the format's block size
  int32_t n_rows;
  const int8_t* q;          // int8 path: [padded_rows, k] in tiles (row_tiles.h)
  const float* scale;       //            [padded_rows, k / 32] in tiles
  const void* corrections;  //            [padded_rows, k / 16] in tiles: from correct_tile of the weight's format
  const float* x;           // float path: [padded_rows, k] in tiles
  float* out;               // [n_rows, out_stride]; column 0 is the first row of the first panel
  size_t out_stride;
  int32_t n_out;     // columns of out that exist: at most 16 * n_panels
  uint8_t* scratch;  // scratch_bytes(k), aligned to 64
};

// Scratch that one panel job needs, in bytes: a panel in floats; blocks of unpacked panels are smaller.
static inline size_t scratch_bytes(size_t k) { return k * 64; }

// Partial attention of n_q query vectors of one KV head over one page of 64 positions.
struct PageJob {
  const float* q;  // [n_q, head_dim], rows q_stride apart
  size_t q_stride;
  int32_t n_q;
  int32_t head_dim;      // multiple of 16
  float scale;           // of the scores
  const int32_t* begin;  // [n_q] first visible position in the page
  const int32_t* end;    // [n_q] one past the last; begin >= end: this page is invisible to the query
  const void* k;         // keys and values as kv_page.h has them
  const void* v;
  int32_t kv_type;  // kKvF16, ...
  float* max;       // out [n_q]: largest score
  float* sum;       // out [n_q]: sum of exp(score - max)
  float* out;       // out [n_q, head_dim]: sum of exp(score - max) * v
  float* scratch;   // [attend_scratch_floats(n_q, head_dim)], aligned to 64
};

// Keys and values of up to 16 consecutive positions, which a page takes up.
struct StoreJob {
  const float* k;  // [n, head_dim], rows `stride` apart
  const float* v;  // likewise
  size_t stride;
  int32_t n;         // 1 to 16
  int32_t head_dim;  // multiple of 16
  int32_t slot;      // where in the page the first position lies; slot + n <= 64
  int32_t kv_type;   // kKvF16, ...
  void* k_page;      // keys and values as kv_page.h has them
  void* v_page;
};

struct VectorKernels {
  // One tile of up to 8 rows: q and scale as PanelJob wants them, and sum16 [k / 16][width], sums of 16 q; rows
  // [n_valid, width) become zero.
  void (*quantize_tile)(const float* x, size_t stride, int n_valid, int width, int k, int8_t* q, float* scale,
                        int32_t* sum16);
  void (*interleave_tile)(const float* x, size_t stride, int n_valid, int width, int k, float* out);
  void (*rms_norm)(const float* x, const float* gain, float eps, int n, float* out);
  void (*layer_norm)(const float* x, const float* gain, const float* bias, float eps, int n, float* out);
  void (*silu_mul)(const float* gate, const float* up, int n, float* out);
  void (*gelu_mul)(const float* gate, const float* up, int n, float* out);  // the tanh approximation
  void (*gelu)(const float* x, int n, float* out);                          // exact, by the error function
  void (*add)(const float* a, const float* b, int n, float* out);
  void (*scale)(const float* x, float factor, int n, float* out);
  // Rotates the first 2 * n_pairs values of each head; pairs are (i, i + n_pairs) or, interleaved, (2i, 2i + 1).
  void (*rope)(float* x, int n_heads, int head_dim, int n_pairs, int interleaved, const float* cos, const float* sin);
  void (*store_kv)(const StoreJob& job);
  void (*attend_page)(const PageJob& job);
  // Folds one page's partial result into the running one (both [head_dim]); an empty state has sum 0.
  void (*merge_page)(float page_max, float page_sum, const float* page_out, int head_dim, float* max, float* sum,
                     float* out);
};

struct KernelTable {
  const char* name;  // what HEARTH_ISA selects
  VectorKernels vector;
  void (*matmul[kFormats])(const PanelJob&);      // int8 activations; F32, F16 and BF16 weights take float ones
  void (*matmul_f32[kFormats])(const PanelJob&);  // float activations
  // What a format's offset or minima add to a tile of rows: at most [k / 16][width] of four bytes. Null where
  // matmul takes float rows.
  void (*correct_tile[kFormats])(const float* scale, const int32_t* sum16, int width, int k, void* corrections);
  void (*unpack[kFormats])(const uint8_t* panel, int32_t k, float* out);  // one panel to [k, 16] floats
  int32_t takes_float[kFormats];                                          // matmul reads PanelJob::x
  // What the machine can do at most: rounds * 8 dot products of 16 lanes times four, and reading n bytes (256 i).
  int32_t (*peak_dot)(int64_t rounds);
  uint8_t (*read_bytes)(const uint8_t* bytes, size_t n);
};

}  // namespace hearth::kernels
