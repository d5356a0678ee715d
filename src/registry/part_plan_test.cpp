#include "registry/part_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace hearth::registry {
namespace {

constexpr uint64_t kMin = PartPlan::kMinPartBytes;

// That the parts cover the whole once.
void expect_tiles(const PartPlan& plan, uint64_t size_bytes) {
  std::vector<DownloadPart> parts;
  for (size_t n = 0; n < plan.size(); ++n) parts.push_back(plan.part(n));
  std::ranges::sort(parts, {}, &DownloadPart::offset);
  uint64_t end = 0;
  for (const DownloadPart& part : parts) {
    EXPECT_EQ(part.offset, end);
    end += part.size_bytes;
  }
  EXPECT_EQ(end, size_bytes);
}

TEST(PartPlan, KeepsASmallBlobWhole) {
  PartPlan plan({{0, kMin, 0}});
  EXPECT_EQ(plan.size(), 1u);
  EXPECT_EQ(plan.n_useful_connections(), 1u);
  EXPECT_EQ(plan.claim()->n, 0u);
  EXPECT_FALSE(plan.claim());
}

TEST(PartPlan, HasNothingToDoForAnEmptyBlob) {
  PartPlan plan({{0, 0, 0}});
  EXPECT_FALSE(plan.claim());
  EXPECT_EQ(plan.prefix_bytes(), 0u);
}

TEST(PartPlan, DividesALargeBlob) {
  PartPlan plan({{0, 100 * kMin + 5, 0}});
  EXPECT_EQ(plan.size(), PartPlan::kMaxConnections);
  EXPECT_EQ(plan.n_useful_connections(), PartPlan::kMaxConnections);
  expect_tiles(plan, 100 * kMin + 5);
}

TEST(PartPlan, TakesHalfOfTheLongestWhenNothingIsLeft) {
  PartPlan plan({{0, 10 * kMin, kMin}});
  EXPECT_EQ(plan.claim()->n, 0u);
  const auto claim = plan.claim();
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->shortened, 0u);
  EXPECT_EQ(plan.part(0).size_bytes + plan.part(1).size_bytes, 10 * kMin);
  EXPECT_EQ(plan.part(1).size_bytes, 9 * kMin / 2);
  expect_tiles(plan, 10 * kMin);
}

TEST(PartPlan, KnowsHowFarBytesGoWithoutAGap) {
  PartPlan plan({{0, 10, 4}, {10, 10, 10}, {20, 5, 1}});
  EXPECT_EQ(plan.prefix_bytes(), 4u);
  EXPECT_EQ(plan.completed_bytes(), 15u);
  plan.advance(0, 6);
  EXPECT_EQ(plan.prefix_bytes(), 21u);
  plan.advance(2, 4);
  EXPECT_EQ(plan.prefix_bytes(), 25u);
}

TEST(PartPlan, JoinsWhatIsThereWithoutAGap) {
  PartPlan plan({{0, 10, 4}, {10, 10, 10}});
  plan.join();
  EXPECT_EQ(plan.size(), 1u);
  EXPECT_EQ(plan.part(0), (DownloadPart{0, 20, 4}));
}

TEST(PartPlan, FetchesEveryByteOnceHoweverConnectionsDiffer) {
  for (uint32_t seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    const uint64_t size = 50 * kMin + seed;
    PartPlan plan({{0, size, 0}});
    std::vector<size_t> claimed;
    while (plan.completed_bytes() < size) {
      if (claimed.size() < 8) {
        if (const auto claim = plan.claim()) claimed.push_back(claim->n);
      }
      ASSERT_FALSE(claimed.empty());
      const size_t who = random() % claimed.size();
      const DownloadPart& part = plan.part(claimed[who]);
      const uint64_t left = part.size_bytes - part.completed_bytes;
      plan.advance(claimed[who], std::min<uint64_t>(left, random() % (2 * kMin)));
      if (part.is_complete() || random() % 10 == 0) {
        plan.release(claimed[who]);
        claimed.erase(claimed.begin() + static_cast<ptrdiff_t>(who));
      }
    }
    expect_tiles(plan, size);
    EXPECT_EQ(plan.prefix_bytes(), size);
  }
}

}  // namespace
}  // namespace hearth::registry
