#include "sampling/nucleus.h"

#include <gtest/gtest.h>

#include <functional>

namespace hearth::sampling {
namespace {

size_t nucleus(std::vector<int>& items, NucleusTarget target) {
  return find_nucleus(items, target, std::greater<>(), [](int item) { return static_cast<double>(item); });
}

TEST(Nucleus, TakesTheFewestThatReachTheTarget) {
  std::vector<int> items = {1, 5, 3, 4, 2};
  EXPECT_EQ(nucleus(items, {.weight = 8.5, .least = 1}), 2u);
  EXPECT_EQ((std::vector(items.begin(), items.begin() + 2)), (std::vector{5, 4}));
  EXPECT_EQ(nucleus(items, {.weight = 9, .least = 1}), 2u);
  EXPECT_EQ(nucleus(items, {.weight = 9.5, .least = 1}), 3u);
}

TEST(Nucleus, TakesAtLeastSoManyAndAtMostAll) {
  std::vector<int> items = {1, 5, 3};
  EXPECT_EQ(nucleus(items, {.weight = 0, .least = 2}), 2u);
  EXPECT_EQ(nucleus(items, {.weight = 100, .least = 1}), 3u);
  EXPECT_EQ(nucleus(items, {.weight = 0, .least = 9}), 3u);
}

TEST(Nucleus, SortsAsFarAsItReaches) {
  std::vector<int> items(5000);
  for (size_t i = 0; i < items.size(); ++i) items[i] = static_cast<int>(i * 7919 % 5003);
  std::vector<int> sorted = items;
  std::ranges::sort(sorted, std::greater<>());
  const size_t n = nucleus(items, {.weight = 5e6, .least = 1});
  EXPECT_GT(n, 1000u);
  EXPECT_TRUE(std::equal(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(n), items.begin()));
}

}  // namespace
}  // namespace hearth::sampling
