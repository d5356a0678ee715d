// Keys and values into their page: every table equals the scalar one byte for byte, a position does not depend on the
// positions stored with it and leaves the others alone, and what is stored is what the type says.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "base/bytes.h"
#include "base/float16.h"
#include "kernels/kv_page.h"
#include "kernels/test_support.h"

namespace hearth::kernels {
namespace {

using namespace testing;

constexpr size_t kPositions = kPagePositions;
constexpr std::array kTypes = {kKvF16, kKvF32, kKvQ8_0};

// The bytes of a page and, of every position of it, what a type says about it.
struct Page {
  int kv_type;
  size_t head_dim;
  Guarded<uint8_t> k, v;

  Page(int type, size_t dim) : kv_type(type), head_dim(dim), k(kv_bytes(type, dim)), v(kv_bytes(type, dim)) {}

  template <class T>
  T key(size_t position, size_t i) const {
    return load_unaligned<T>(k.data() + sizeof(T) * (i * kPositions + position));
  }
  template <class T>
  T value(size_t position, size_t i) const {
    return load_unaligned<T>(v.data() + sizeof(T) * (position * head_dim + i));
  }
  uint16_t scale(const Guarded<uint8_t>& of, size_t position, size_t i) const {
    return load_unaligned<uint16_t>(of.data() + head_dim * kPositions + 2 * (i / kGroup * kPositions + position));
  }
  bool intact() const { return k.intact() && v.intact(); }
};

// Keys or values of some positions, all kinds in turn, and a gap behind each.
struct Rows {
  size_t head_dim, stride;
  std::vector<float> k, v;

  Rows(size_t n, size_t dim, Lcg& random) : head_dim(dim), stride(dim + 3) {
    k = rows_of_all_kinds(static_cast<int>(n), head_dim, stride, random);
    v = rows_of_all_kinds(static_cast<int>(n), head_dim, stride, random);
  }
};

struct Run {
  size_t first_row, n, slot;
};

void store(const KernelTable& table, const Rows& rows, const Run& run, Page& page) {
  const size_t at = run.first_row * rows.stride, floats = (run.n - 1) * rows.stride + rows.head_dim;
  const auto part = [&](const std::vector<float>& all) {
    const auto begin = all.begin() + static_cast<ptrdiff_t>(at);
    return Guarded<float>({begin, begin + static_cast<ptrdiff_t>(floats)});
  };
  const Guarded<float> k = part(rows.k), v = part(rows.v);
  table.vector.store_kv({.k = k.data(),
                         .v = v.data(),
                         .stride = rows.stride,
                         .n = static_cast<int32_t>(run.n),
                         .head_dim = static_cast<int32_t>(rows.head_dim),
                         .slot = static_cast<int32_t>(run.slot),
                         .kv_type = page.kv_type,
                         .k_page = page.k.data(),
                         .v_page = page.v.data()});
  EXPECT_TRUE(page.intact()) << table.name;
}

::testing::AssertionResult same_pages(const Page& expected, const Page& found) {
  const auto keys = same_bits(expected.k.span(), found.k.span());
  return keys ? same_bits(expected.v.span(), found.v.span()) : keys;
}

TEST(StoreKv, EqualsScalarForRunsOfEveryLength) {
  Lcg random(1);
  for (const int type : kTypes) {
    for (const size_t head_dim : {16, 32, 48, 80, 256}) {
      for (size_t n = 1; n <= 16; ++n) {
        const Rows rows(n, head_dim, random);
        for (const size_t slot : {size_t{0}, size_t{5}, kPositions - n}) {
          Page expected(type, head_dim);
          store(scalar(), rows, {0, n, slot}, expected);
          for (const KernelTable* table : usable_tables()) {
            Page found(type, head_dim);
            store(*table, rows, {0, n, slot}, found);
            ASSERT_TRUE(same_pages(expected, found)) << table->name << ", type " << type << ", " << n << " at " << slot;
          }
        }
      }
    }
  }
}

TEST(StoreKv, APositionDoesNotDependOnThePositionsStoredWithIt) {
  Lcg random(2);
  constexpr size_t head_dim = 80, n = 16, slot = 40;
  Rows rows(n, head_dim, random);
  for (std::vector<float>* all : {&rows.k, &rows.v}) {
    (*all)[3 * rows.stride + 7] = NAN;
    (*all)[4 * rows.stride + 70] = -INFINITY;
  }
  for (const int type : kTypes) {
    for (const KernelTable* table : usable_tables()) {
      Page together(type, head_dim), alone(type, head_dim), halves(type, head_dim);
      store(*table, rows, {0, n, slot}, together);
      for (size_t i = 0; i < n; ++i) store(*table, rows, {i, 1, slot + i}, alone);
      store(*table, rows, {0, 9, slot}, halves);
      store(*table, rows, {9, 7, slot + 9}, halves);
      EXPECT_TRUE(same_pages(together, alone)) << table->name << ", type " << type;
      EXPECT_TRUE(same_pages(together, halves)) << table->name << ", type " << type;
    }
  }
}

TEST(StoreKv, OtherPositionsKeepTheirBytes) {
  Lcg random(3);
  constexpr size_t head_dim = 48, n = 5, slot = 20;
  const Rows all(16, head_dim, random), some(n, head_dim, random);
  for (const int type : kTypes) {
    Page page(type, head_dim), expected(type, head_dim);
    for (size_t i = 0; i < kPositions; i += 16) store(scalar(), all, {0, 16, i}, page);
    store(scalar(), some, {0, n, slot}, page);
    for (size_t i = 0; i < kPositions; ++i) {
      const bool is_new = i >= slot && i < slot + n;
      store(scalar(), is_new ? some : all, {is_new ? i - slot : i % 16, 1, i}, expected);
    }
    EXPECT_TRUE(same_pages(expected, page)) << "type " << type;
  }
}

// Every kind of number, and those where half precision rounds, vanishes or ends.
Rows peculiar_rows(size_t n, size_t head_dim, Lcg& random) {
  constexpr std::array kPeculiar = {0.0f,      -0.0f,    65504.0f, 65519.9f,  65520.0f, 1e30f,  -1e30f,    INFINITY,
                                    -INFINITY, 5.96e-8f, 2.98e-8f, 2.981e-8f, 6.1e-5f,  1e-40f, -6.09e-5f, 1.000488f};
  Rows rows(n, head_dim, random);
  std::copy(kPeculiar.begin(), kPeculiar.end(), rows.k.begin());
  std::copy(kPeculiar.begin(), kPeculiar.end(), rows.v.begin());
  for (size_t i = 0; i < head_dim; ++i)
    rows.k[rows.stride + i] = random.uniform() * std::ldexp(1.0f, random.below(44) - 26);
  return rows;
}

TEST(StoreKv, HalfPrecisionRoundsAsBaseDoesAndClampsToTheFiniteRange) {
  Lcg random(4);
  constexpr size_t head_dim = 64, n = 12;
  const Rows rows = peculiar_rows(n, head_dim, random);
  const auto half = [](float x) { return f16_from_f32(std::clamp(x, -65504.0f, 65504.0f)); };
  Page page(kKvF16, head_dim);
  store(scalar(), rows, {0, n, 0}, page);
  for (size_t p = 0; p < n; ++p) {
    for (size_t i = 0; i < head_dim; ++i) {
      EXPECT_EQ(page.key<uint16_t>(p, i), half(rows.k[p * rows.stride + i])) << "position " << p << ", " << i;
      EXPECT_EQ(page.value<uint16_t>(p, i), half(rows.v[p * rows.stride + i])) << "position " << p << ", " << i;
    }
  }
}

TEST(StoreKv, SinglePrecisionKeepsEveryBit) {
  Lcg random(5);
  constexpr size_t head_dim = 32, n = 16;
  const Rows rows = peculiar_rows(n, head_dim, random);
  Page page(kKvF32, head_dim);
  store(scalar(), rows, {0, n, 48}, page);
  for (size_t p = 0; p < n; ++p) {
    for (size_t i = 0; i < head_dim; ++i) {
      EXPECT_EQ(page.key<uint32_t>(48 + p, i), std::bit_cast<uint32_t>(rows.k[p * rows.stride + i]));
      EXPECT_EQ(page.value<uint32_t>(48 + p, i), std::bit_cast<uint32_t>(rows.v[p * rows.stride + i]));
    }
  }
}

// The format's own bound: half a step; what the rounding of the scale adds at the largest number, 127 * 2^-11 of a
// step; and numbers so small that the scale is a subnormal half, which is off by up to 2^-25.
void expect_quantized(std::span<const float> group, const std::vector<int8_t>& stored, uint16_t scale_bits) {
  float largest = 0;
  for (const float x : group) largest = std::max(largest, std::fabs(x));
  EXPECT_EQ(scale_bits, f16_from_f32(std::min(largest / 127.0f, 65504.0f)));
  const float scale = f32_from_f16(scale_bits);
  if (largest > 127 * 65504.0f) return;  // beyond what the format holds
  for (size_t i = 0; i < group.size(); ++i) {
    EXPECT_NEAR(static_cast<float>(stored[i]) * scale, group[i], 0.5626f * scale + 127 * 0x1p-25f)
        << "number " << i << " of a group";
  }
}

TEST(StoreKv, EightBitsAreWithinHalfAStepOfEveryGroup) {
  Lcg random(6);
  constexpr size_t n = 16, slot = 7;
  for (const size_t head_dim : {48, 64}) {  // with half a group at the end, and without
    const Rows rows = peculiar_rows(n, head_dim, random);
    Page page(kKvQ8_0, head_dim);
    store(scalar(), rows, {0, n, slot}, page);
    for (size_t p = 0; p < n; ++p) {
      for (size_t first = 0; first < head_dim; first += kGroup) {
        const size_t width = std::min<size_t>(kGroup, head_dim - first), at = p * rows.stride + first;
        std::vector<int8_t> k, v;
        for (size_t i = first; i < first + width; ++i) {
          k.push_back(page.key<int8_t>(slot + p, i));
          v.push_back(page.value<int8_t>(slot + p, i));
        }
        expect_quantized(std::span(rows.k).subspan(at, width), k, page.scale(page.k, slot + p, first));
        expect_quantized(std::span(rows.v).subspan(at, width), v, page.scale(page.v, slot + p, first));
      }
    }
  }
}

}  // namespace
}  // namespace hearth::kernels
