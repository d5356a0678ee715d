#include "sampling/counter_rng.h"

#include <gtest/gtest.h>

#include <vector>

namespace hearth::sampling {
namespace {

// With 255 degrees of freedom the sum has mean 255 and deviation 22.6: 400 is more than six deviations away.
double chi_square(const std::vector<int>& counts, int n) {
  const double expected = static_cast<double>(n) / static_cast<double>(counts.size());
  double sum = 0;
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

TEST(CounterRng, IsUniformAlongPositionsAndAlongSeeds) {
  constexpr int kN = 1 << 18;
  for (const uint64_t fixed : {0ull, 1ull, 42ull, ~0ull}) {
    std::vector<int> by_position(256), by_seed(256);
    for (uint64_t i = 0; i < kN; ++i) {
      ++by_position[static_cast<size_t>(uniform(fixed, i) * 256)];
      ++by_seed[static_cast<size_t>(uniform(i, fixed) * 256)];
    }
    EXPECT_LT(chi_square(by_position, kN), 400) << fixed;
    EXPECT_LT(chi_square(by_seed, kN), 400) << fixed;
  }
}

TEST(CounterRng, NeighboursAreIndependent) {
  constexpr int kN = 1 << 18;
  std::vector<int> positions(256), seeds(256);
  for (uint64_t i = 0; i < kN; ++i) {
    const auto cell = [](double a, double b) { return static_cast<size_t>(a * 16) * 16 + static_cast<size_t>(b * 16); };
    ++positions[cell(uniform(7, 2 * i), uniform(7, 2 * i + 1))];
    ++seeds[cell(uniform(2 * i, 7), uniform(2 * i + 1, 7))];
  }
  EXPECT_LT(chi_square(positions, kN), 400);
  EXPECT_LT(chi_square(seeds, kN), 400);
}

// The numbers are part of a seed's meaning: the same in every version.
TEST(CounterRng, NumbersNeverChange) {
  EXPECT_EQ(uniform(0, 0), 0x1.4e0dba5e9a32fp-1);
  EXPECT_EQ(uniform(42, 7), 0x1.782d47a99890cp-1);
}

TEST(CounterRng, XtcIsIndependentOfTheDraw) {
  constexpr int kN = 1 << 18;
  std::vector<int> cells(256);
  for (uint64_t i = 0; i < kN; ++i) {
    const auto cell = [](double a) { return static_cast<size_t>(a * 16); };
    ++cells[cell(uniform(7, i)) * 16 + cell(uniform(7, i, Chance::kXtc))];
  }
  EXPECT_LT(chi_square(cells, kN), 400);
}

}  // namespace
}  // namespace hearth::sampling
