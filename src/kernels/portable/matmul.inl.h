// Rows times panels: the int8 product of every packed format, and the float product.
//
// An output is one chain: per group of 32 columns the exact integer sums of its one or two halves, then
//   part = float(sum of half 0) * weight scale 0, and with halves part = fma(float(sum 1), weight scale 1, part),
//   total = fma(part, activation scale, total) and, with minima, of each half
//   total = fma(min, activation scale * sum of activations, total),
// in the order of the groups. How many rows or panels are computed together, and where a chain is put aside to be
// taken up again, changes nothing in it. Few rows read the packed panel; many rows unpack blocks of it once.
// Include after simd.h and formats.inl.h.
#pragma once

#include "kernels/kernel_table.h"
#include "kernels/row_tiles.h"

namespace hearth::kernels {
namespace {

constexpr int kUnpackRows = 48;
constexpr int kBlockGroups = 16;  // 8 KiB of an unpacked panel

// The rows of one tile and what their offsets and minima add.
struct Tile {
  const int8_t* q;
  const float* scale;
  const int32_t* start;  // [groups * halves][width]: integer sums begin here, for formats with an offset
  const float* sum;      // [groups * halves][width]: scale * sum of q, for formats with minima
  int width;
};

// Groups [begin, end) of kT rows from row t0 of the tile, kWidth wide, and kP panels: goes on with the chains in
// `total`. The width is a constant for its multiples to be too.
template <class Source, int kWidth, int kP, int kT>
inline void dot_tile(const Source* sources, int begin, int end, const Tile& tile, int t0, F32x16 (&total)[kP][kT]) {
  constexpr int kHalves = Source::kHalves, kSteps = 8 / kHalves;
  constexpr size_t w = kWidth;
  const int8_t* a = tile.q + (size_t)begin * 32 * w + 4 * t0;
  for (int g = begin; g < end; ++g, a += 32 * w) {
    decltype(read_group(*sources, 0)) groups[kP];
    F32x16 part[kP][kT];
    UNROLL
    for (int p = 0; p < kP; ++p) groups[p] = read_group(sources[p], g);
    const size_t at = (size_t)g * w + (size_t)t0;
    const size_t correction = (size_t)g * kHalves * w + (size_t)t0;
    UNROLL
    for (int h = 0; h < kHalves; ++h) {
      I32x16 acc[kP][kT];
      UNROLL
      for (int t = 0; t < kT; ++t) {
        const I32x16 first = broadcast_int(Source::kMin ? 0 : tile.start[correction + (size_t)h * w + (size_t)t]);
        UNROLL
        for (int p = 0; p < kP; ++p) acc[p][t] = first;
      }
      UNROLL
      for (int j = kSteps * h; j < kSteps * (h + 1); ++j) {
        U8x64 q[kP];
        UNROLL
        for (int p = 0; p < kP; ++p) q[p] = groups[p].step(j);
        UNROLL
        for (int t = 0; t < kT; ++t) {
          const int8_t* four = a + (size_t)j * 4 * w + 4 * t;
          UNROLL
          for (int p = 0; p < kP; ++p) {
            acc[p][t] = Source::kWide ? dot4_wide(acc[p][t], q[p], four) : dot4(acc[p][t], q[p], four);
          }
        }
      }
      UNROLL
      for (int p = 0; p < kP; ++p) {
        const F32x16 d = groups[p].scale(h);
        UNROLL
        for (int t = 0; t < kT; ++t) {
          const F32x16 sum = to_float(acc[p][t]);
          part[p][t] = h == 0 ? mul(sum, d) : fma(sum, d, part[p][t]);
        }
      }
    }
    UNROLL
    for (int p = 0; p < kP; ++p) {
      UNROLL
      for (int t = 0; t < kT; ++t) {
        total[p][t] = fma(part[p][t], broadcast(tile.scale[at + (size_t)t]), total[p][t]);
      }
      if (!Source::kMin) continue;
      UNROLL
      for (int h = 0; h < kHalves; ++h) {
        const F32x16 m = groups[p].min(h);
        UNROLL
        for (int t = 0; t < kT; ++t) {
          total[p][t] = fma(m, broadcast(tile.sum[correction + (size_t)h * w + (size_t)t]), total[p][t]);
        }
      }
    }
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

// The chain so far of a row; rows that only pad the tile begin anew.
inline F32x16 load_total(const Output& out, int row) {
  if (row >= out.n_rows) return zero();
  const float* from = out.at + (size_t)row * out.stride;
  return out.n_columns >= 16 ? load(from) : load_n(from, out.n_columns);
}

inline Output next_panel(Output out) { return {out.at + 16, out.stride, out.n_rows, out.n_columns - 16}; }

template <class Source, int kWidth, int kP, int kMost>
inline void run_rows(const Source* sources, int begin, int end, const Tile& tile, const Output& out) {
  constexpr int kT = kWidth < kMost ? kWidth : kMost;
  for (int t0 = 0; t0 < kWidth; t0 += kT) {
    F32x16 total[kP][kT];
    Output to = out;
    UNROLL
    for (int p = 0; p < kP; ++p, to = next_panel(to)) {
      UNROLL
      for (int t = 0; t < kT; ++t) total[p][t] = begin == 0 ? zero() : load_total(to, t0 + t);
    }
    dot_tile<Source, kWidth, kP, kT>(sources, begin, end, tile, t0, total);
    to = out;
    UNROLL
    for (int p = 0; p < kP; ++p, to = next_panel(to)) {
      UNROLL
      for (int t = 0; t < kT; ++t) store_total(to, t0 + t, total[p][t]);
    }
  }
}

// At most kMost rows of the tile at a time.
template <class Source, int kP, int kMost>
void run_tile(const Source* sources, int begin, int end, const Tile& tile, const Output& out) {
  if (tile.width == 1) return run_rows<Source, 1, kP, kMost>(sources, begin, end, tile, out);
  if (tile.width == 2) return run_rows<Source, 2, kP, kMost>(sources, begin, end, tile, out);
  if (tile.width == 4) return run_rows<Source, 4, kP, kMost>(sources, begin, end, tile, out);
  run_rows<Source, 8, kP, kMost>(sources, begin, end, tile, out);
}

// What the offset or the minima of a format make of the sums of a tile's activations.
template <class Packed, int kWidth>
void correct_rows(const float* scale, const int32_t* sum16, int groups, void* corrections) {
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
void correct_tile(const float* scale, const int32_t* sum16, int width, int k, void* corrections) {
  if (width == 8)
    correct_rows<Packed, 8>(scale, sum16, k / 32, corrections);
  else if (width == 4)
    correct_rows<Packed, 4>(scale, sum16, k / 32, corrections);
  else if (width == 2)
    correct_rows<Packed, 2>(scale, sum16, k / 32, corrections);
  else
    correct_rows<Packed, 1>(scale, sum16, k / 32, corrections);
}

inline Tile tile_of(const PanelJob& job, int row) {
  const size_t at = (size_t)row * (size_t)(job.k / 32), correction = 2 * at;
  return {job.q + (size_t)row * (size_t)job.k, job.scale + at, (const int32_t*)job.corrections + correction,
          (const float*)job.corrections + correction, tile_width(row, job.n_rows)};
}

inline Output output_of(const PanelJob& job, int row, int panel) {
  const int width = tile_width(row, job.n_rows), rest = job.n_rows - row;
  return {job.out + (size_t)row * job.out_stride + 16 * panel, job.out_stride, rest < width ? rest : width,
          job.n_out - 16 * panel};
}

template <class Packed>
void matmul_few_rows(const PanelJob& job) {
  for (int row = 0; row < job.n_rows; row += kTileRows) {
    const Tile tile = tile_of(job, row);
    for (int p = 0; p < job.n_panels; ++p) {
      const Packed source(job.panels + (size_t)p * job.panel_bytes, job.k);
      run_tile<Packed, 1, kTile>(&source, 0, job.k / 32, tile, output_of(job, row, p));
    }
  }
}

// kP panels, block by block: all rows are multiplied with a block while it lies unpacked in the nearest cache.
template <class Packed, int kP>
void matmul_panels(const PanelJob& job, int panel) {
  const int groups = job.k / 32;
  const size_t block_bytes = Unpacked<Packed>::bytes(groups < kBlockGroups ? groups : kBlockGroups);
  Unpacked<Packed> blocks[kP];
  for (int begin = 0; begin < groups; begin += kBlockGroups) {
    const int end = begin + kBlockGroups < groups ? begin + kBlockGroups : groups;
    for (int p = 0; p < kP; ++p) {
      const Packed packed(job.panels + (size_t)(panel + p) * job.panel_bytes, job.k);
      blocks[p].fill(packed, begin, end, job.scratch + (size_t)p * block_bytes);
    }
    for (int row = 0; row < job.n_rows; row += kTileRows) {
      run_tile<Unpacked<Packed>, kP, kBlockRows>(blocks, begin, end, tile_of(job, row), output_of(job, row, panel));
    }
  }
}

template <class Packed>
void matmul(const PanelJob& job) {
  if (job.n_rows < kUnpackRows) return matmul_few_rows<Packed>(job);
  int p = 0;
  for (; p + kBlockPanels <= job.n_panels; p += kBlockPanels) matmul_panels<Packed, kBlockPanels>(job, p);
  for (; p < job.n_panels; ++p) matmul_panels<Packed, 1>(job, p);
}

// One panel to [k][16] floats, with the roundings of the file format's definition.
template <class Packed>
void unpack(const uint8_t* panel, int32_t k, float* out) {
  const Packed source(panel, k);
  constexpr int kHalves = Packed::kHalves;
  for (int g = 0; g < k / 32; ++g) {
    const auto group = read_group(source, g);
    for (int j = 0; j < 8; ++j) {
      const int h = j * kHalves / 8;
      const U8x64 q = group.step(j);
      const I32x16 four[4] = {byte_of_lane<0>(q), byte_of_lane<1>(q), byte_of_lane<2>(q), byte_of_lane<3>(q)};
      for (int b = 0; b < 4; ++b) {
        F32x16 value = mul(group.scale(h), to_float(add_int(four[b], broadcast_int(-(int)Packed::kOffset))));
        if (Packed::kMin) value = add(value, group.min(h));
        store(out + 16 * (32 * g + 4 * j + b), value);
      }
    }
  }
}

struct FloatPanel {
  static constexpr size_t kBytes = 64;  // of a column
  static F32x16 at(const uint8_t* panel, int i) { return load((const float*)panel + 16 * i); }
};
struct HalfPanel {
  static constexpr size_t kBytes = 32;  // of a column
  static F32x16 at(const uint8_t* panel, int i) { return load_f16((const uint16_t*)panel + 16 * i); }
};
struct BrainPanel {
  static constexpr size_t kBytes = 32;  // of a column
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
    for (int p = 0; p < kP; ++p) {
      w[p] = Panel::at(panels + (size_t)p * panel_bytes, i);
      if (kT == 1) __builtin_prefetch(panels + (size_t)p * panel_bytes + (size_t)i * Panel::kBytes + kPrefetchBytes);
    }
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
