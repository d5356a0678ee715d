#include "base/closest.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

constexpr std::string_view kKnown[] = {"num_ctx", "num_gpu", "temperature", "top_k", "top_p"};

TEST(Closest, FindsTheNameBehindASlip) {
  EXPECT_EQ(closest("temprature", kKnown), "temperature");    // left out
  EXPECT_EQ(closest("temmperature", kKnown), "temperature");  // doubled
  EXPECT_EQ(closest("tmeperature", kKnown), "temperature");   // swapped
  EXPECT_EQ(closest("num-ctx", kKnown), "num_ctx");           // another character
  EXPECT_EQ(closest("NUM_CTX", kKnown), "num_ctx");
}

TEST(Closest, TakesTheEarlierOfEquals) { EXPECT_EQ(closest("top_x", kKnown), "top_k"); }

TEST(Closest, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(closest("xtc", kKnown), std::nullopt);
  EXPECT_EQ(closest("", kKnown), std::nullopt);
  EXPECT_EQ(closest("num_ctx", {}), std::nullopt);
  EXPECT_EQ(closest(std::string(1'000'000, 't'), kKnown), std::nullopt);
}

}  // namespace
}  // namespace hearth
