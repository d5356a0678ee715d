// The vector kernels: every table equals the scalar one bit for bit, and the scalar one is right.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "kernels/row_tiles.h"
#include "kernels/test_support.h"

namespace hearth::kernels {
namespace {

using namespace testing;

constexpr double kEpsilon = 0x1p-24;  // half a unit in the last place, relative
constexpr std::array kAwkwardLengths = {1, 2, 7, 15, 16, 17, 31, 33, 64, 100, 257};

using Run = std::function<void(const VectorKernels&, const float* a, const float* b, int n, float* out)>;

struct Elementwise {
  const char* name;
  Run run;
};

const std::array kElementwise = {
    Elementwise{"rms_norm", [](const VectorKernels& v, const float* a, const float* b, int n,
                               float* out) { v.rms_norm(a, b, 1e-5f, n, out); }},
    Elementwise{"layer_norm", [](const VectorKernels& v, const float* a, const float* b, int n,
                                 float* out) { v.layer_norm(a, b, b, 1e-5f, n, out); }},
    Elementwise{"gelu",
                [](const VectorKernels& v, const float* a, const float*, int n, float* out) { v.gelu(a, n, out); }},
    Elementwise{"silu_mul", [](const VectorKernels& v, const float* a, const float* b, int n,
                               float* out) { v.silu_mul(a, b, n, out); }},
    Elementwise{"gelu_mul", [](const VectorKernels& v, const float* a, const float* b, int n,
                               float* out) { v.gelu_mul(a, b, n, out); }},
    Elementwise{"add",
                [](const VectorKernels& v, const float* a, const float* b, int n, float* out) { v.add(a, b, n, out); }},
    Elementwise{"scale", [](const VectorKernels& v, const float* a, const float* b, int n,
                            float* out) { v.scale(a, b[0], n, out); }},
};

TEST(VectorKernels, EqualScalarAtEveryLength) {
  Lcg random(1);
  for (const Elementwise& kernel : kElementwise) {
    for (int n : kAwkwardLengths) {
      for (int kind = 0; kind < kRowKinds; ++kind) {
        const size_t size = static_cast<size_t>(n);
        const Guarded<float> a(row_of_kind(kind, size, random)), b(row_of_kind(kind / 2, size, random));
        Guarded<float> expected(size);
        kernel.run(scalar().vector, a.data(), b.data(), n, expected.data());
        EXPECT_TRUE(expected.intact());
        for (const KernelTable* table : usable_tables()) {
          Guarded<float> found(size);
          kernel.run(table->vector, a.data(), b.data(), n, found.data());
          ASSERT_TRUE(same_bits(expected.span(), found.span()))
              << table->name << " " << kernel.name << ", n " << n << ", kind " << kind;
          ASSERT_TRUE(found.intact()) << table->name << " " << kernel.name << ", n " << n;
        }
      }
    }
  }
}

TEST(VectorKernels, MayWriteOverTheirFirstInput) {
  Lcg random(2);
  for (const Elementwise& kernel : kElementwise) {
    for (int n : {7, 16, 100}) {
      const size_t size = static_cast<size_t>(n);
      const std::vector<float> a = row_of_kind(0, size, random), b = row_of_kind(1, size, random);
      for (const KernelTable* table : usable_tables()) {
        Guarded<float> apart(size), in_place(a);
        kernel.run(table->vector, a.data(), b.data(), n, apart.data());
        kernel.run(table->vector, in_place.data(), b.data(), n, in_place.data());
        EXPECT_TRUE(same_bits(apart.span(), in_place.span())) << table->name << " " << kernel.name;
      }
    }
  }
}

TEST(RmsNorm, IsWithinRoundingOfDoublePrecision) {
  Lcg random(3);
  constexpr double kEps = 1e-5f;
  for (int n : {1, 16, 33, 576, 2048}) {
    for (int kind = 0; kind < kRowKinds; ++kind) {
      const size_t size = static_cast<size_t>(n);
      const std::vector<float> x = row_of_kind(kind, size, random), gain = row_of_kind(5, size, random);
      std::vector<float> out(size);
      scalar().vector.rms_norm(x.data(), gain.data(), 1e-5f, n, out.data());
      double squares = 0;
      for (float value : x) squares += static_cast<double>(value) * static_cast<double>(value);
      for (size_t i = 0; i < size; ++i) {
        const double expected =
            static_cast<double>(x[i]) / std::sqrt(squares / n + kEps) * static_cast<double>(gain[i]);
        EXPECT_NEAR(static_cast<double>(out[i]), expected, (n / 16 + 10) * kEpsilon * std::fabs(expected) + 0x1p-140);
      }
    }
  }
}

// Gates from deep in one tail to deep in the other, with the values around zero close together.
std::vector<float> gates() {
  std::vector<float> x = {0.0f, -0.0f, 1e-30f, -1e-30f, 1e-42f};
  for (int i = -4000; i <= 4000; ++i) x.push_back(static_cast<float>(i) * 0.03125f);
  for (int i = -400; i <= 400; ++i) x.push_back(static_cast<float>(i) * 0.001f);
  return x;
}

TEST(SiluMul, IsWithinAFewUnitsOfDoublePrecision) {
  const std::vector<float> x = gates(), up(x.size(), 1.0f);
  std::vector<float> out(x.size());
  scalar().vector.silu_mul(x.data(), up.data(), static_cast<int>(x.size()), out.data());
  for (size_t i = 0; i < x.size(); ++i) {
    const double gate = static_cast<double>(x[i]), expected = gate / (1 + std::exp(-gate));
    EXPECT_NEAR(static_cast<double>(out[i]), expected, 8 * kEpsilon * std::fabs(expected) + 1e-35) << "gate " << gate;
  }
}

TEST(GeluMul, IsWithinAFewUnitsOfDoublePrecision) {
  const std::vector<float> x = gates(), up(x.size(), 1.0f);
  std::vector<float> out(x.size());
  scalar().vector.gelu_mul(x.data(), up.data(), static_cast<int>(x.size()), out.data());
  for (size_t i = 0; i < x.size(); ++i) {
    const double gate = static_cast<double>(x[i]);
    const double u = 0.79788456080286535588 * (gate + 0.044715 * gate * gate * gate);
    const double expected = 0.5 * gate * (1 + std::tanh(u));
    // A relative error of u, a few roundings, is an absolute one of the exponent 2u.
    const double relative = 8 * kEpsilon * (1 + std::min(std::fabs(2 * u), 90.0));
    EXPECT_NEAR(static_cast<double>(out[i]), expected, relative * std::fabs(expected) + 1e-15 * std::fabs(gate) + 1e-35)
        << "gate " << gate;
  }
}

// Also of a row whose mean is far larger than what it varies by.
TEST(LayerNorm, IsWithinRoundingOfDoublePrecision) {
  Lcg random(6);
  constexpr double kEps = 1e-12f;
  for (int n : {1, 16, 33, 384, 1000}) {
    for (float offset : {0.0f, 64.0f}) {
      const size_t size = static_cast<size_t>(n);
      std::vector<float> x = row_of_kind(0, size, random);
      const std::vector<float> gain = row_of_kind(0, size, random), bias = row_of_kind(0, size, random);
      for (float& value : x) value += offset;
      std::vector<float> out(size);
      scalar().vector.layer_norm(x.data(), gain.data(), bias.data(), 1e-12f, n, out.data());
      double mean = 0, squares = 0;
      for (float value : x) mean += static_cast<double>(value) / n;
      for (float value : x) squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
      const double inverse = 1 / std::sqrt(squares / n + kEps);
      // The mean is rounded like its sum, which the inverse of the deviation then enlarges.
      const double mean_error = (n / 16 + 8) * kEpsilon * (std::fabs(mean) + 1);
      for (size_t i = 0; i < size; ++i) {
        const double normalized = (static_cast<double>(x[i]) - mean) * inverse;
        const double expected = normalized * static_cast<double>(gain[i]) + static_cast<double>(bias[i]);
        const double bound = (n / 16 + 10) * kEpsilon * (std::fabs(normalized) + 1) + 2 * mean_error * inverse;
        EXPECT_NEAR(static_cast<double>(out[i]), expected, n == 1 ? 1e6 * mean_error : bound) << "n " << n;
      }
    }
  }
}

TEST(Gelu, IsWithinAFewUnitsOfDoublePrecision) {
  const std::vector<float> x = gates();
  std::vector<float> out(x.size());
  scalar().vector.gelu(x.data(), static_cast<int>(x.size()), out.data());
  for (size_t i = 0; i < x.size(); ++i) {
    const double value = static_cast<double>(x[i]), expected = 0.5 * value * std::erfc(-value / std::sqrt(2.0));
    // The square that enters the exponent is rounded.
    const double relative = 8 * kEpsilon * (1 + std::min(value * value / 2, 90.0));
    EXPECT_NEAR(static_cast<double>(out[i]), expected, relative * std::fabs(expected) + 1e-35) << "of " << value;
  }
}

TEST(SiluMul, MultipliesTheGateWithUp) {
  const std::vector<float> gate = {2.0f, 2.0f, -1.0f}, up = {1.0f, -3.0f, 0.5f};
  std::vector<float> out(3);
  scalar().vector.silu_mul(gate.data(), up.data(), 3, out.data());
  EXPECT_FLOAT_EQ(out[0], 1.7615942f);
  EXPECT_FLOAT_EQ(out[1], -5.2847824f);
  EXPECT_FLOAT_EQ(out[2], -0.1344707f);
}

struct RopeShape {
  int n_heads, head_dim, n_pairs;
};

constexpr std::array kRopeShapes = {RopeShape{1, 16, 8}, RopeShape{3, 64, 32}, RopeShape{2, 80, 20},
                                    RopeShape{5, 18, 7}};

TEST(Rope, EqualsScalarInBothPairings) {
  Lcg random(4);
  for (const RopeShape& s : kRopeShapes) {
    for (int interleaved : {0, 1}) {
      const size_t n = static_cast<size_t>(s.n_heads * s.head_dim), pairs = static_cast<size_t>(s.n_pairs);
      const std::vector<float> x = row_of_kind(1, n, random);
      const Guarded<float> cos(row_of_kind(0, pairs, random)), sin(row_of_kind(0, pairs, random));
      Guarded<float> expected(x);
      scalar().vector.rope(expected.data(), s.n_heads, s.head_dim, s.n_pairs, interleaved, cos.data(), sin.data());
      for (const KernelTable* table : usable_tables()) {
        Guarded<float> found(x);
        table->vector.rope(found.data(), s.n_heads, s.head_dim, s.n_pairs, interleaved, cos.data(), sin.data());
        EXPECT_TRUE(same_bits(expected.span(), found.span())) << table->name << ", interleaved " << interleaved;
        EXPECT_TRUE(found.intact());
      }
    }
  }
}

TEST(Rope, RotatesEachPairAndLeavesTheRest) {
  Lcg random(5);
  for (const RopeShape& s : kRopeShapes) {
    for (int interleaved : {0, 1}) {
      const std::vector<float> x = row_of_kind(0, static_cast<size_t>(s.n_heads * s.head_dim), random);
      std::vector<float> cos, sin, out = x;
      for (int i = 0; i < s.n_pairs; ++i) {
        cos.push_back(static_cast<float>(std::cos(0.3 * i + 1)));
        sin.push_back(static_cast<float>(std::sin(0.3 * i + 1)));
      }
      scalar().vector.rope(out.data(), s.n_heads, s.head_dim, s.n_pairs, interleaved, cos.data(), sin.data());
      std::vector<double> expected(x.begin(), x.end());
      for (int h = 0; h < s.n_heads; ++h) {
        for (int i = 0; i < s.n_pairs; ++i) {
          const size_t head = static_cast<size_t>(h * s.head_dim), pair = static_cast<size_t>(i);
          const size_t a = head + (interleaved ? 2 * pair : pair);
          const size_t b = interleaved ? a + 1 : a + static_cast<size_t>(s.n_pairs);
          const double c = static_cast<double>(cos[pair]), d = static_cast<double>(sin[pair]);
          expected[a] = static_cast<double>(x[a]) * c - static_cast<double>(x[b]) * d;
          expected[b] = static_cast<double>(x[a]) * d + static_cast<double>(x[b]) * c;
        }
      }
      // |x| < 1, so the two products together are less than 2.
      for (size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(static_cast<double>(out[i]), expected[i], 2 * 2 * kEpsilon);
      for (size_t i = static_cast<size_t>(2 * s.n_pairs); i < static_cast<size_t>(s.head_dim); ++i) {
        EXPECT_EQ(out[i], x[i]);
      }
    }
  }
}

// Rows [n_valid, k] in a tile of `width` rows.
struct QuantizedTile {
  Guarded<int8_t> q;
  Guarded<float> scale;
  Guarded<int32_t> sum16;
  QuantizedTile(const KernelTable& table, const Guarded<float>& x, size_t stride, int n_valid, int width, size_t k)
      : q(static_cast<size_t>(width) * k),
        scale(static_cast<size_t>(width) * k / 32),
        sum16(static_cast<size_t>(width) * k / 16) {
    table.vector.quantize_tile(x.data(), stride, n_valid, width, static_cast<int>(k), q.data(), scale.data(),
                               sum16.data());
  }
  bool intact() const { return q.intact() && scale.intact() && sum16.intact(); }
};

struct TileShape {
  int n_valid, width;
};

constexpr std::array kTileShapes = {TileShape{1, 1}, TileShape{2, 2}, TileShape{3, 4},
                                    TileShape{4, 4}, TileShape{5, 8}, TileShape{8, 8}};

TEST(QuantizeTile, EqualsScalar) {
  Lcg random(7);
  for (size_t k : {32, 96, 256}) {
    for (const TileShape& s : kTileShapes) {
      for (int shift = 0; shift < kRowKinds; ++shift) {
        std::vector<float> rows = rows_of_all_kinds(s.n_valid + shift, k, k + 7, random);
        rows.erase(rows.begin(), rows.begin() + static_cast<ptrdiff_t>(static_cast<size_t>(shift) * (k + 7)));
        const Guarded<float> x(rows);
        const QuantizedTile expected(scalar(), x, k + 7, s.n_valid, s.width, k);
        for (const KernelTable* table : usable_tables()) {
          const QuantizedTile found(*table, x, k + 7, s.n_valid, s.width, k);
          ASSERT_TRUE(same_bits(expected.q.span(), found.q.span())) << table->name << ", k " << k;
          ASSERT_TRUE(same_bits(expected.scale.span(), found.scale.span())) << table->name << ", k " << k;
          ASSERT_TRUE(same_bits(expected.sum16.span(), found.sum16.span())) << table->name << ", k " << k;
          ASSERT_TRUE(found.intact()) << table->name;
        }
      }
    }
  }
}

TEST(QuantizeTile, IsWithinHalfAStepAndItsSumsAreRight) {
  Lcg random(8);
  constexpr size_t k = 96;
  for (const TileShape& s : kTileShapes) {
    const Guarded<float> x(rows_of_all_kinds(s.n_valid, k, k, random));
    const QuantizedTile tile(scalar(), x, k, s.n_valid, s.width, k);
    const size_t width = static_cast<size_t>(s.width);
    for (size_t r = 0; r < width; ++r) {
      for (size_t g = 0; g < k / 32; ++g) {
        const double scale = static_cast<double>(tile.scale[g * width + r]);
        std::array<int, 2> sums = {};
        for (size_t i = 32 * g; i < 32 * g + 32; ++i) {
          const int q = tile.q[i / 4 * 4 * width + 4 * r + i % 4];
          const double value = r < static_cast<size_t>(s.n_valid) ? static_cast<double>(x[r * k + i]) : 0.0;
          EXPECT_LE(std::abs(q), 127);
          // What is too small for a finite inverse of the scale becomes zero.
          EXPECT_NEAR(q * scale, value, 0.50005 * scale + 0x1p-100) << "row " << r << ", column " << i;
          sums[i / 16 % 2] += q;
        }
        EXPECT_EQ(tile.sum16[2 * g * width + r], sums[0]);
        EXPECT_EQ(tile.sum16[(2 * g + 1) * width + r], sums[1]);
      }
    }
  }
}

TEST(InterleaveTile, PutsTheSameColumnOfEveryRowSideBySide) {
  Lcg random(9);
  for (size_t k : {1, 7, 33}) {
    for (const TileShape& s : kTileShapes) {
      const Guarded<float> x(rows_of_all_kinds(s.n_valid, k, k + 2, random));
      const size_t width = static_cast<size_t>(s.width), valid = static_cast<size_t>(s.n_valid);
      std::vector<float> expected;
      for (size_t i = 0; i < k; ++i) {
        for (size_t r = 0; r < width; ++r) expected.push_back(r < valid ? x[r * (k + 2) + i] : 0.0f);
      }
      for (const KernelTable* table : usable_tables()) {
        Guarded<float> out(k * width);
        table->vector.interleave_tile(x.data(), k + 2, s.n_valid, s.width, static_cast<int>(k), out.data());
        EXPECT_TRUE(same_bits(std::span<const float>(expected), out.span())) << table->name;
        EXPECT_TRUE(out.intact()) << table->name;
      }
    }
  }
}

TEST(RowTiles, CoverTheRowsWithTheSmallestTilesThatHoldThem) {
  const std::array expected = {1, 2, 4, 4, 8, 8, 8, 8, 9, 10, 12, 12, 16, 16, 16, 16, 17};
  for (int n = 1; n <= 17; ++n) EXPECT_EQ(padded_rows(n), expected[static_cast<size_t>(n - 1)]) << n << " rows";
}

}  // namespace
}  // namespace hearth::kernels
