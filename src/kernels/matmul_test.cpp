// The matrix kernels: every table equals the scalar one bit for bit, a row does not depend on its company, and the
// scalar one is right (against double precision over the same quantized inputs).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/float16.h"
#include "kernels/test_matmul.h"

namespace hearth::kernels {
namespace {

using namespace testing;
using quant::Format;

std::span<const float> whole(const std::vector<float>& v) { return v; }

std::vector<size_t> awkward_columns(int block_size) {
  if (block_size == 1) return {1, 7, 16, 33, 160};
  if (block_size == 32) return {32, 64, 96, 224, 480};
  return {256, 512, 768};
}

class Matmul : public ::testing::TestWithParam<Format> {
 protected:
  const quant::FormatInfo& info() const { return quant::info(GetParam()); }
  size_t index() const { return static_cast<size_t>(GetParam()); }
  bool takes_float() const { return scalar().takes_float[index()] != 0; }
  // The kinds of activations that the format is multiplied with by different code.
  std::vector<Activations> kinds() const {
    if (takes_float()) return {Activations::kFloat};
    return {Activations::kInt8, Activations::kFloat};
  }
};

TEST_P(Matmul, EqualsScalarOnEveryShape) {
  uint64_t seed = 1;
  for (size_t k : awkward_columns(info().block_size)) {
    for (int n_rows : {1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 23}) {
      const int n_out = std::array{1, 15, 16, 33, 39}[seed % 5];
      const TestWeight w(GetParam(), k, n_out, ++seed);
      const TestRows rows = random_rows(n_rows, k, seed);
      for (Activations kind : kinds()) {
        const std::vector<float> expected = run_matmul(scalar(), kind, w, rows);
        for (const KernelTable* table : usable_tables()) {
          ASSERT_TRUE(same_bits(whole(expected), whole(run_matmul(*table, kind, w, rows))))
              << table->name << ", k " << k << ", " << n_rows << " rows, " << n_out << " columns, activations "
              << (kind == Activations::kInt8 ? "int8" : "float");
        }
      }
    }
  }
}

TEST_P(Matmul, ARowDoesNotDependOnTheRowsBesideIt) {
  const size_t k = info().block_size == 1 ? 33 : 512, n_out = 20, n_rows = 23;
  const TestWeight w(GetParam(), k, static_cast<int>(n_out), 5);
  const TestRows together = random_rows(static_cast<int>(n_rows), k, 6);
  for (const KernelTable* table : usable_tables()) {
    for (Activations kind : kinds()) {
      const std::vector<float> expected = run_matmul(*table, kind, w, together);
      for (size_t r = 0; r < n_rows; ++r) {
        const auto row = together.x.begin() + static_cast<ptrdiff_t>(r * k);
        const TestRows alone({row, row + static_cast<ptrdiff_t>(k)}, k);
        const std::vector<float> found = run_matmul(*table, kind, w, alone);
        ASSERT_TRUE(same_bits(whole(expected).subspan(r * n_out, n_out), whole(found))) << table->name << ", row " << r;
      }
    }
  }
}

TEST_P(Matmul, APanelDoesNotDependOnThePanelsBesideIt) {
  const size_t k = info().block_size == 1 ? 33 : 256, n_out = 16 * 5;
  const TestWeight w(GetParam(), k, static_cast<int>(n_out), 7);
  for (int n_rows : {1, 3, 17}) {
    const TestRows rows = random_rows(n_rows, k, 8);
    const size_t n = static_cast<size_t>(n_rows) * n_out;
    for (const KernelTable* table : usable_tables()) {
      for (Activations kind : kinds()) {
        Guarded<float> expected(n), found(n);
        run_panels(*table, kind, w, rows, 0, 5, expected.data(), n_out);
        for (auto [first, count] : {std::pair{0, 1}, {1, 3}, {4, 1}}) {
          run_panels(*table, kind, w, rows, first, count, found.data() + 16 * first, n_out);
        }
        ASSERT_TRUE(same_bits(expected.span(), found.span())) << table->name;
      }
    }
  }
}

// No term scale * q or minimum of the block that holds column i is larger than this.
double largest_term(const TestWeight& w, int row, size_t column) {
  const quant::FormatInfo& info = quant::info(w.format);
  const uint8_t* block = w.rows.data() + static_cast<size_t>(row) * w.row_bytes() +
                         column / static_cast<size_t>(info.block_size) * static_cast<size_t>(info.block_bytes);
  const auto half = [&](size_t at) {
    return std::fabs(static_cast<double>(f32_from_f16(load_unaligned<uint16_t>(block + at))));
  };
  switch (w.format) {
    case Format::kQ4_1:
      return std::max(half(0) * 15, half(2));
    case Format::kQ5_1:
      return std::max(half(0) * 31, half(2));
    case Format::kQ2_K:
      return std::max(half(80) * 15 * 3, half(82) * 15);
    case Format::kQ4_K:
      return std::max(half(0) * 63 * 15, half(2) * 63);
    case Format::kQ5_K:
      return std::max(half(0) * 63 * 31, half(2) * 63);
    default:
      return 0;  // formats without minima: the weight itself is the term
  }
}

struct Reference {
  double value = 0, terms = 0;  // the product and the sum of the magnitudes of its terms
};

Reference reference(const TestWeight& w, int out, const std::vector<double>& x) {
  const std::vector<float> weights = w.decoded_row(out);
  Reference r;
  for (size_t i = 0; i < x.size(); ++i) {
    const double weight = static_cast<double>(weights[i]);
    r.value += weight * x[i];
    r.terms += std::max(std::fabs(weight), 2 * largest_term(w, out, i)) * std::fabs(x[i]);
  }
  return r;
}

// The activations that the int8 path multiplies with: scale * q, out of the tiles.
std::vector<double> dequantized_row(const TestRows& rows, int r) {
  const int first = r / kTileRows * kTileRows;
  const size_t width = static_cast<size_t>(tile_width(first, rows.n_rows)), t = static_cast<size_t>(r - first);
  std::vector<double> x(rows.k);
  for (size_t i = 0; i < rows.k; ++i) {
    const size_t tile = static_cast<size_t>(first);
    const int8_t q = rows.q[tile * rows.k + i / 4 * 4 * width + 4 * t + i % 4];
    x[i] = static_cast<double>(q) * static_cast<double>(rows.scale[tile * (rows.k / 32) + i / 32 * width + t]);
  }
  return x;
}

TEST_P(Matmul, ScalarIsWithinRoundingOfDoublePrecision) {
  const size_t k = info().block_size == 1 ? 160 : 768;
  const TestWeight w(GetParam(), k, 21, 9);
  const TestRows rows = random_rows(11, k, 10);
  for (Activations kind : kinds()) {
    const bool exact = kind == Activations::kFloat;
    // A chain rounds once per column, or for int8 at most four times per half group; scales add a few roundings.
    const double roundings = (exact ? 1 : 4.0 / 16) * static_cast<double>(k) + 8;
    // Below the normal range a rounding costs up to 2^-150, which for int8 the sum of products multiplies.
    const double underflow = static_cast<double>(k) * (exact ? 1 : 127 * 128) * 0x1p-150;
    const std::vector<float> found = run_matmul(scalar(), kind, w, rows);
    for (int r = 0; r < rows.n_rows; ++r) {
      const float* row = rows.x.data() + static_cast<size_t>(r) * k;
      const std::vector<double> x = exact ? std::vector<double>(row, row + k) : dequantized_row(rows, r);
      for (int c = 0; c < w.n_out; ++c) {
        const Reference expected = reference(w, c, x);
        EXPECT_NEAR(static_cast<double>(found[static_cast<size_t>(r * w.n_out + c)]), expected.value,
                    roundings * 0x1p-24 * expected.terms + underflow)
            << "row " << r << ", column " << c;
      }
    }
  }
}

TEST_P(Matmul, UnpackGivesExactlyTheValuesOfTheFile) {
  for (size_t k : awkward_columns(info().block_size)) {
    for (int n_out : {1, 5, 16}) {
      const TestWeight w(GetParam(), k, n_out, k);
      for (const KernelTable* table : usable_tables()) {
        Guarded<float> out(16 * k);
        table->unpack[index()](w.panels.data(), static_cast<int32_t>(k), out.data());
        EXPECT_TRUE(out.intact());
        for (int r = 0; r < kPanelRows; ++r) {
          const std::vector<float> expected = r < n_out ? w.decoded_row(r) : std::vector<float>(k);
          for (size_t i = 0; i < k; ++i) {
            // As numbers: a zero may come out with another sign.
            ASSERT_EQ(expected[i], out[16 * i + static_cast<size_t>(r)])
                << table->name << ", row " << r << ", column " << i;
          }
        }
      }
    }
  }
}

std::vector<Format> every_format() {
  std::vector<Format> formats;
  for (const quant::FormatInfo& info : quant::all_formats()) formats.push_back(info.format);
  return formats;
}

INSTANTIATE_TEST_SUITE_P(Formats, Matmul, ::testing::ValuesIn(every_format()),
                         [](const auto& test) { return std::string(quant::info(test.param).name); });

}  // namespace
}  // namespace hearth::kernels
