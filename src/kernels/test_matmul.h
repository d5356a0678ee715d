// Weights, activations and jobs for the tests of the matrix kernels.
#pragma once

#include "base/bytes.h"
#include "kernels/panel.h"
#include "kernels/row_tiles.h"
#include "kernels/test_support.h"
#include "quant/format.h"

namespace hearth::kernels::testing {

// Where the half precision scales of a block lie, as the formats define them.
inline std::vector<size_t> scale_offsets(quant::Format format) {
  using enum quant::Format;
  switch (format) {
    case kQ4_0:
    case kQ5_0:
    case kQ8_0:
      return {0};
    case kQ4_1:
    case kQ5_1:
    case kQ4_K:
    case kQ5_K:
      return {0, 2};
    case kQ2_K:
      return {80, 82};
    case kQ3_K:
      return {108};
    case kQ6_K:
      return {208};
    default:
      return {};
  }
}

// A finite half: any sign, magnitudes from 2^-9 to 1, now and then zero or subnormal.
inline uint16_t sane_half(Lcg& random) {
  const uint32_t bits = random.next();
  const uint32_t kind = random.next() % 16;
  const uint32_t exponent = kind < 2 ? 0 : 6 + bits % 9;
  const uint32_t mantissa = kind == 0 ? 0 : (bits >> 8) & 0x3ff;
  return static_cast<uint16_t>((bits >> 31) << 15 | exponent << 10 | mantissa);
}

inline std::vector<uint8_t> random_weight_row(quant::Format format, size_t k, Lcg& random) {
  const quant::FormatInfo& info = quant::info(format);
  std::vector<uint8_t> row(quant::row_bytes(info, k));
  for (uint8_t& byte : row) byte = static_cast<uint8_t>(random.next() >> 13);
  for (size_t block = 0; block < row.size(); block += static_cast<size_t>(info.block_bytes)) {
    for (size_t offset : scale_offsets(format)) store_unaligned(row.data() + block + offset, sane_half(random));
  }
  const std::vector<float> plain = row_of_kind(random.below(kRowKinds), k, random);
  for (size_t i = 0; i < k; ++i) {
    if (format == quant::Format::kF32) store_unaligned(row.data() + 4 * i, plain[i]);
    if (format == quant::Format::kF16) store_unaligned(row.data() + 2 * i, sane_half(random));
    if (format == quant::Format::kBF16) {
      store_unaligned(
          row.data() + 2 * i,
          static_cast<uint16_t>(load_unaligned<uint32_t>(reinterpret_cast<const uint8_t*>(&plain[i])) >> 16));
    }
  }
  return row;
}

// A weight [n_out, k] with random quants, as in a file and in panels.
struct TestWeight {
  quant::Format format;
  size_t k;
  int n_out;
  int n_panels;
  size_t one_panel;  // bytes
  std::vector<uint8_t> rows;
  Guarded<uint8_t> panels;

  TestWeight(quant::Format f, size_t columns, int outputs, uint64_t seed)
      : format(f),
        k(columns),
        n_out(outputs),
        n_panels((outputs + kPanelRows - 1) / kPanelRows),
        one_panel(panel_bytes(f, columns)),
        panels(static_cast<size_t>(n_panels) * one_panel, 64) {
    Lcg random(seed);
    for (int r = 0; r < n_out; ++r) {
      const std::vector<uint8_t> row = random_weight_row(format, k, random);
      rows.insert(rows.end(), row.begin(), row.end());
    }
    for (int p = 0; p < n_panels; ++p) {
      const int rest = n_out - p * kPanelRows;
      pack_panel(format, rows.data() + static_cast<size_t>(p * kPanelRows) * row_bytes(), row_bytes(),
                 rest < kPanelRows ? rest : kPanelRows, k, panels.data() + static_cast<size_t>(p) * one_panel);
    }
  }
  size_t row_bytes() const { return quant::row_bytes(quant::info(format), k); }
  std::vector<float> decoded_row(int r) const {
    std::vector<float> out(k);
    quant::info(format).decode(rows.data() + static_cast<size_t>(r) * row_bytes(), out.data(), k);
    return out;
  }
};

// Activations [n_rows, k] of all kinds: as they are, in tiles, and, where k has whole groups, quantized by scalar.
struct TestRows {
  size_t k;
  int n_rows;
  std::vector<float> x;  // [n_rows, k]
  Guarded<int8_t> q;
  Guarded<float> scale;
  Guarded<int32_t> sum16;
  Guarded<float> tiled;

  TestRows(std::vector<float> values, size_t columns)
      : k(columns),
        n_rows(static_cast<int>(values.size() / columns)),
        x(std::move(values)),
        q(padded() * k),
        scale(padded() * (k / 32)),
        sum16(padded() * (k / 16)),
        tiled(padded() * k) {
    for (int row = 0; row < n_rows; row += kTileRows) {
      const int width = tile_width(row, n_rows), valid = n_rows - row < width ? n_rows - row : width;
      const size_t at = static_cast<size_t>(row);
      scalar().vector.interleave_tile(x.data() + at * k, k, valid, width, static_cast<int>(k), tiled.data() + at * k);
      if (k % kGroup != 0) continue;
      scalar().vector.quantize_tile(x.data() + at * k, k, valid, width, static_cast<int>(k), q.data() + at * k,
                                    scale.data() + at * (k / 32), sum16.data() + at * (k / 16));
    }
  }
  size_t padded() const { return static_cast<size_t>(padded_rows(n_rows)); }
};

inline TestRows random_rows(int n_rows, size_t k, uint64_t seed) {
  Lcg random(seed);
  return {rows_of_all_kinds(n_rows, k, k, random), k};
}

enum class Activations { kInt8, kFloat };

// Computes panels [first, first + n) of the weight into out, whose first column is that of panel `first`.
inline void run_panels(const KernelTable& table, Activations kind, const TestWeight& w, const TestRows& rows, int first,
                       int n, float* out, size_t out_stride) {
  const size_t format = static_cast<size_t>(w.format);
  Guarded<uint8_t> scratch(scratch_bytes(w.k), 64);
  Guarded<int32_t> corrections(rows.padded() * (w.k / 16));
  for (int row = 0; row < rows.n_rows && table.correct_tile[format] != nullptr; row += kTileRows) {
    const size_t at = static_cast<size_t>(row) * (w.k / 32);
    table.correct_tile[format](rows.scale.data() + at, rows.sum16.data() + 2 * at, tile_width(row, rows.n_rows),
                               static_cast<int>(w.k), corrections.data() + 2 * at);
  }
  const int n_columns = w.n_out - first * kPanelRows;
  const PanelJob job = {.panels = w.panels.data() + static_cast<size_t>(first) * w.one_panel,
                        .panel_bytes = w.one_panel,
                        .n_panels = n,
                        .k = static_cast<int32_t>(w.k),
                        .n_rows = rows.n_rows,
                        .q = rows.q.data(),
                        .scale = rows.scale.data(),
                        .corrections = corrections.data(),
                        .x = rows.tiled.data(),
                        .out = out,
                        .out_stride = out_stride,
                        .n_out = n_columns < n * kPanelRows ? n_columns : n * kPanelRows,
                        .scratch = scratch.data()};
  (kind == Activations::kInt8 ? table.matmul : table.matmul_f32)[format](job);
  EXPECT_TRUE(scratch.intact());
}

// The whole product [n_rows, n_out]; rows lie n_out + kGap apart, and what is between them must stay as it was.
constexpr size_t kGap = 3;

inline std::vector<float> run_matmul(const KernelTable& table, Activations kind, const TestWeight& w,
                                     const TestRows& rows) {
  const size_t n_out = static_cast<size_t>(w.n_out), stride = n_out + kGap, n_rows = static_cast<size_t>(rows.n_rows);
  Guarded<float> out(n_rows * stride - kGap);
  for (size_t i = 0; i < out.size(); ++i) out[i] = 777.0f;
  run_panels(table, kind, w, rows, 0, w.n_panels, out.data(), stride);
  EXPECT_TRUE(out.intact());
  std::vector<float> product;
  for (size_t i = 0; i < out.size(); ++i) {
    if (i % stride < n_out)
      product.push_back(out[i]);
    else
      EXPECT_EQ(out[i], 777.0f) << "a value between two rows was written";
  }
  return product;
}

}  // namespace hearth::kernels::testing
