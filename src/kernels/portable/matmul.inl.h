// Rows times panels: the int8 product of every packed format, and the float product.
//
// An output is one chain: per group of 32 (or 16) columns an exact integer sum, then
//   total = fma(float(sum), weight scale * activation scale, total)   and, with minima,
//   total = fma(min, activation scale * sum of activations, total),
// in the order of the groups. How many rows are computed together changes nothing in a chain. Few rows read
// the packed panel; many rows unpack it once. Include after simd.h and formats.inl.h.
#pragma once

#include "kernels/kernel_table.h"
#include "kernels/row_tiles.h"

namespace hearth::kernels {
namespace {

constexpr int kUnpackRows = 16;

// The rows of one tile and what their offsets and minima add.
struct Tile {
  const int8_t* q;
  const float* scale;
  const int32_t* start;  // [groups * halves][width]: integer sums begin here, for formats with an offset
  const float* sum;      // [groups * halves][width]: scale * sum of q, for formats with minima
  int width;
};

// kT rows from row t0 of the tile on, one panel.
template <class Source, int kT>
inline void dot_tile(const Source& source, int groups, const Tile& tile, int t0, F32x16 (&total)[kT]) {
  constexpr int kHalves = Source::kHalves, kSteps = 8 / kHalves;
  const size_t w = (size_t)tile.width;
  const int8_t* a = tile.q + 4 * t0;
  UNROLL
  for (int t = 0; t < kT; ++t) total[t] = zero();
  for (int g = 0; g < groups; ++g) {
    U8x64 q[8];
    F32x16 d[kHalves], m[kHalves];
    source.quants(g, q);
    source.scales(g, d);
    if (Source::kMin) source.mins(g, m);
    const float* scale = tile.scale + (size_t)g * w + t0;
    UNROLL
    for (int h = 0; h < kHalves; ++h) {
      const size_t at = ((size_t)g * kHalves + (size_t)h) * w + (size_t)t0;
      I32x16 acc[kT];
      UNROLL
      for (int t = 0; t < kT; ++t) acc[t] = broadcast_int(Source::kMin ? 0 : tile.start[at + (size_t)t]);
      UNROLL
      for (int j = 0; j < kSteps; ++j) {
        UNROLL
        for (int t = 0; t < kT; ++t) {
          const int8_t* four = a + (size_t)(kSteps * h + j) * 4 * w + 4 * t;
          acc[t] = Source::kWide ? dot4_wide(acc[t], q[kSteps * h + j], four) : dot4(acc[t], q[kSteps * h + j], four);
        }
      }
      UNROLL
      for (int t = 0; t < kT; ++t) {
        total[t] = fma(to_float(acc[t]), mul(d[h], broadcast(scale[t])), total[t]);
        if (Source::kMin) total[t] = fma(m[h], broadcast(tile.sum[at + (size_t)t]), total[t]);
      }
    }
    a += 32 * w;
  }
}

struct Output {
  float* at;  // first row of the tile, first column of the panel
  size_t stride;
  int n_rows;
  int n_columns;
};

inline void store_total(const Output& out, int row, F32x16 total) {
  if (row >= out.n_rows) return;
  float* to = out.at + (size_t)row * out.stride;
  if (out.n_columns >= 16)
    store(to, total);
  else
    store_n(to, total, out.n_columns);
}

template <class Source, int kT>
inline void run_rows(const Source& source, int groups, const Tile& tile, const Output& out) {
  for (int t0 = 0; t0 < tile.width; t0 += kT) {
    F32x16 total[kT];
    dot_tile<Source, kT>(source, groups, tile, t0, total);
    UNROLL
    for (int t = 0; t < kT; ++t) store_total(out, t0 + t, total[t]);
  }
}

template <class Source>
void run_tile(const Source& source, int groups, const Tile& tile, const Output& out) {
  if (tile.width == 1) return run_rows<Source, 1>(source, groups, tile, out);
  if (tile.width == 2 || kTile == 2) return run_rows<Source, 2>(source, groups, tile, out);
  if (tile.width == 4 || kTile == 4) return run_rows<Source, (kTile < 4 ? kTile : 4)>(source, groups, tile, out);
  run_rows<Source, kTile>(source, groups, tile, out);
}

// What the offset or the minima of a format make of the sums of a tile's activations.
template <class Packed, int kWidth>
void prepare_sums(const float* scale, const int32_t* sum16, int groups, void* corrections) {
  constexpr int kHalves = Packed::kHalves;
  constexpr int kOffset = Packed::kWide ? (int)kWideOffset : (int)Packed::kOffset;
  for (int g = 0; g < groups; ++g) {
    for (int h = 0; h < kHalves; ++h) {
      const int at = (g * kHalves + h) * kWidth;
      for (int t = 0; t < kWidth; ++t) {
        const int32_t other = kHalves == 1 ? sum16[(2 * g + 1) * kWidth + t] : 0;
        const int32_t sum = sum16[(2 * g + h) * kWidth + t] + other;
        if (Packed::kMin)
          ((float*)corrections)[at + t] = scale[g * kWidth + t] * (float)sum;
        else
          ((int32_t*)corrections)[at + t] = -kOffset * sum;
      }
    }
  }
}

template <class Packed>
Tile prepare_tile(const PanelJob& job, int row, void* corrections) {
  const int groups = job.k / 32, width = tile_width(row, job.n_rows);
  const float* scale = job.scale + (size_t)row * (size_t)groups;
  const int32_t* sum16 = job.sum16 + (size_t)row * (size_t)groups * 2;
  if (width == 8)
    prepare_sums<Packed, 8>(scale, sum16, groups, corrections);
  else if (width == 4)
    prepare_sums<Packed, 4>(scale, sum16, groups, corrections);
  else if (width == 2)
    prepare_sums<Packed, 2>(scale, sum16, groups, corrections);
  else
    prepare_sums<Packed, 1>(scale, sum16, groups, corrections);
  return {job.q + (size_t)row * (size_t)job.k, scale, (const int32_t*)corrections, (const float*)corrections, width};
}

inline Output output_of(const PanelJob& job, int row, int panel) {
  const int width = tile_width(row, job.n_rows), rest = job.n_rows - row;
  return {job.out + (size_t)row * job.out_stride + 16 * panel, job.out_stride, rest < width ? rest : width,
          job.n_out - 16 * panel};
}

template <class Packed>
void matmul_few_rows(const PanelJob& job) {
  for (int row = 0; row < job.n_rows; row += kTileRows) {
    const Tile tile = prepare_tile<Packed>(job, row, job.scratch);
    for (int p = 0; p < job.n_panels; ++p) {
      const Packed source(job.panels + (size_t)p * job.panel_bytes, job.k);
      run_tile(source, job.k / 32, tile, output_of(job, row, p));
    }
  }
}

// Two panels at a time: a tile's rows and sums are read once for both.
template <class Packed>
void matmul(const PanelJob& job) {
  if (job.n_rows < kUnpackRows) return matmul_few_rows<Packed>(job);
  const int groups = job.k / 32;
  uint8_t* corrections = job.scratch;
  uint8_t* scratch = corrections + aligned((size_t)job.k / 16 * kTileRows * 4);
  const Unpacked<Packed> sources[2] = {{scratch, job.k}, {scratch + Unpacked<Packed>::bytes(job.k), job.k}};
  for (int p = 0; p < job.n_panels; p += 2) {
    const int n = job.n_panels - p < 2 ? 1 : 2;
    for (int i = 0; i < n; ++i) sources[i].fill(Packed(job.panels + (size_t)(p + i) * job.panel_bytes, job.k), groups);
    for (int row = 0; row < job.n_rows; row += kTileRows) {
      const Tile tile = prepare_tile<Packed>(job, row, corrections);
      for (int i = 0; i < n; ++i) run_tile(sources[i], groups, tile, output_of(job, row, p + i));
    }
  }
}

// One panel to [k][16] floats, with the roundings of the file format's definition.
template <class Packed>
void unpack(const uint8_t* panel, int32_t k, float* out) {
  const Packed source(panel, k);
  constexpr int kHalves = Packed::kHalves;
  for (int g = 0; g < k / 32; ++g) {
    U8x64 q[8];
    F32x16 d[kHalves], m[kHalves];
    source.quants(g, q);
    source.scales(g, d);
    if (Packed::kMin) source.mins(g, m);
    for (int j = 0; j < 8; ++j) {
      const int h = j * kHalves / 8;
      const I32x16 four[4] = {byte_of_lane<0>(q[j]), byte_of_lane<1>(q[j]), byte_of_lane<2>(q[j]),
                              byte_of_lane<3>(q[j])};
      for (int b = 0; b < 4; ++b) {
        F32x16 value = mul(d[h], to_float(add_int(four[b], broadcast_int(-(int)Packed::kOffset))));
        if (Packed::kMin) value = add(value, m[h]);
        store(out + 16 * (32 * g + 4 * j + b), value);
      }
    }
  }
}

struct FloatPanel {
  static F32x16 at(const uint8_t* panel, int i) { return load((const float*)panel + 16 * i); }
};
struct HalfPanel {
  static F32x16 at(const uint8_t* panel, int i) { return load_f16((const uint16_t*)panel + 16 * i); }
};
struct BrainPanel {
  static F32x16 at(const uint8_t* panel, int i) { return load_bf16((const uint16_t*)panel + 16 * i); }
};

// kP panels times kT rows of a tile: one chain of fused multiply-adds per output, in the order of the columns.
template <class Panel, int kP, int kT>
inline void float_tile(const uint8_t* panels, size_t panel_bytes, int k, const float* x, int width, int t0,
                       Output out) {
  F32x16 acc[kP][kT];
  UNROLL
  for (int p = 0; p < kP; ++p) {
    UNROLL
    for (int t = 0; t < kT; ++t) acc[p][t] = zero();
  }
  x += t0;
  for (int i = 0; i < k; ++i, x += width) {
    F32x16 w[kP];
    UNROLL
    for (int p = 0; p < kP; ++p) w[p] = Panel::at(panels + (size_t)p * panel_bytes, i);
    UNROLL
    for (int t = 0; t < kT; ++t) {
      const F32x16 b = broadcast(x[t]);
      UNROLL
      for (int p = 0; p < kP; ++p) acc[p][t] = fma(w[p], b, acc[p][t]);
    }
  }
  for (int p = 0; p < kP; ++p, out.at += 16, out.n_columns -= 16) {
    UNROLL
    for (int t = 0; t < kT; ++t) store_total(out, t0 + t, acc[p][t]);
  }
}

template <class Panel, int kP>
void float_rows(const uint8_t* panels, size_t panel_bytes, const PanelJob& job, int first_panel) {
  for (int row = 0; row < job.n_rows; row += kTileRows) {
    const int width = tile_width(row, job.n_rows);
    const float* x = job.x + (size_t)row * (size_t)job.k;
    const Output out = output_of(job, row, first_panel);
    constexpr int kFour = kTile < 4 ? kTile : 4;
    if (width == 1)
      float_tile<Panel, kP, 1>(panels, panel_bytes, job.k, x, width, 0, out);
    else if (width == 2)
      float_tile<Panel, kP, 2>(panels, panel_bytes, job.k, x, width, 0, out);
    else if (width == 4)
      for (int t = 0; t < 4; t += kFour) float_tile<Panel, kP, kFour>(panels, panel_bytes, job.k, x, width, t, out);
    else
      for (int t = 0; t < 8; t += kTile) float_tile<Panel, kP, kTile>(panels, panel_bytes, job.k, x, width, t, out);
  }
}

// Weights that are floats already.
template <class Panel>
void matmul_float(const PanelJob& job) {
  int p = 0;
  for (; p + kFloatPanels <= job.n_panels; p += kFloatPanels) {
    float_rows<Panel, kFloatPanels>(job.panels + (size_t)p * job.panel_bytes, job.panel_bytes, job, p);
  }
  for (; p < job.n_panels; ++p) float_rows<Panel, 1>(job.panels + (size_t)p * job.panel_bytes, job.panel_bytes, job, p);
}

// Quantized weights with exact activations.
template <class Packed>
void matmul_exact(const PanelJob& job) {
  for (int p = 0; p < job.n_panels; ++p) {
    unpack<Packed>(job.panels + (size_t)p * job.panel_bytes, job.k, (float*)job.scratch);
    float_rows<FloatPanel, 1>(job.scratch, 0, job, p);
  }
}

template <class Panel>
void unpack_float(const uint8_t* panel, int32_t k, float* out) {
  for (int i = 0; i < k; ++i) store(out + 16 * i, Panel::at(panel, i));
}

}  // namespace
}  // namespace hearth::kernels
