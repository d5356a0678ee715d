#include "sampling/selection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::vector<int32_t> top(const std::vector<float>& logits, size_t k) {
  std::vector<Candidate> found;
  highest(logits, k, found);
  return ids(found);
}

std::vector<int32_t> top_by_sorting(const std::vector<float>& logits, size_t k) {
  std::vector<int32_t> order(logits.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int32_t>(i);
  std::ranges::sort(order,
                    [&](int32_t a, int32_t b) { return logits[a] > logits[b] || (logits[a] == logits[b] && a < b); });
  order.resize(std::min(k, order.size()));
  return order;
}

TEST(Selection, EqualsSortingForManyShapesAndSizes) {
  std::mt19937 random(1);
  for (const size_t n : {1u, 15u, 16u, 17u, 100u, 1000u, 5000u}) {
    std::vector<std::vector<float>> shapes(5, std::vector<float>(n));
    for (size_t i = 0; i < n; ++i) {
      shapes[0][i] = std::normal_distribution<float>()(random);
      shapes[1][i] = static_cast<float>(random() % 5);  // many equals
      shapes[2][i] = static_cast<float>(i);             // each one passes the bar
      shapes[3][i] = -static_cast<float>(i);
      shapes[4][i] = 7;
    }
    for (const auto& logits : shapes) {
      EXPECT_EQ(highest(logits), top_by_sorting(logits, 1)[0]);
      for (const size_t k : {1u, 2u, 40u, 999u, 6000u})
        EXPECT_EQ(top(logits, k), top_by_sorting(logits, k)) << n << ' ' << k;
    }
  }
}

TEST(Selection, OfNothingIsNothing) { EXPECT_TRUE(top({1, 2}, 0).empty()); }

TEST(Selection, NanIsTheLowest) {
  EXPECT_EQ(highest(std::vector{kNan, -5.0f, kNan, -4.0f}), 3);
  EXPECT_EQ(highest(std::vector{kNan, kNan}), 0);
  EXPECT_EQ(top({kNan, 1, kNan, 2}, 4), (std::vector{3, 1, 0, 2}));
}

TEST(Selection, InfinitiesHaveTheirPlaceAndBecomeFinite) {
  EXPECT_EQ(highest(std::vector{1.0f, kInfinity, 2.0f}), 1);
  EXPECT_EQ(highest(std::vector{-kInfinity, -kInfinity}), 0);
  EXPECT_EQ(top({1, -kInfinity, kInfinity}, 3), (std::vector{2, 0, 1}));
  EXPECT_EQ(finite(kInfinity), std::numeric_limits<float>::max());
  EXPECT_EQ(finite(-kInfinity), std::numeric_limits<float>::lowest());
  EXPECT_EQ(finite(kNan), std::numeric_limits<float>::lowest());
  EXPECT_EQ(finite(-1.5f), -1.5f);
}

TEST(Selection, CollectsWhatReachesABarAndStopsWhenThereIsMuch) {
  std::vector<float> logits(300, -1);
  logits[0] = logits[130] = 2;
  logits[299] = kInfinity;
  logits[7] = kNan;
  std::vector<Candidate> found;
  EXPECT_TRUE(collect_from(logits, 2, 3, found));
  EXPECT_EQ(ids(found), (std::vector{0, 130, 299}));
  EXPECT_EQ(found.back().logit, std::numeric_limits<float>::max());
  EXPECT_FALSE(collect_from(logits, 2, 2, found));
  EXPECT_FALSE(collect_from(logits, -1, 100, found));
}

TEST(Selection, OneFloatLiesBetweenExcludedAndNothing) {
  EXPECT_EQ(std::nextafter(kExcluded, 0.0f), kLowestAdmitted);
  EXPECT_EQ(admitted(kNan), kLowestAdmitted);
  EXPECT_EQ(admitted(kInfinity), std::numeric_limits<float>::max());
  EXPECT_TRUE(is_excluded(kNan) && is_excluded(-kInfinity) && is_excluded(kExcluded));
  EXPECT_FALSE(is_excluded(kLowestAdmitted) || is_excluded(kInfinity));
}

}  // namespace
}  // namespace hearth::sampling
