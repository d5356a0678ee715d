#include "registry/rate_limit.h"

#include <gtest/gtest.h>

namespace hearth::registry {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RateLimit, GivesEachByteItsTime) {
  RateLimit limit(1000);
  const RateLimit::Clock::time_point start(seconds(100));
  EXPECT_EQ(limit.wait_for(500, start), milliseconds(500));
  EXPECT_EQ(limit.wait_for(500, start), milliseconds(1000));  // another transfer's
  EXPECT_EQ(limit.wait_for(500, start + seconds(1)), milliseconds(500));
}

TEST(RateLimit, DoesNotMakeUpForIdleTime) {
  RateLimit limit(1000);
  const RateLimit::Clock::time_point start(seconds(100));
  limit.wait_for(1, start);
  EXPECT_EQ(limit.wait_for(2000, start + seconds(60)), milliseconds(2000));
}

TEST(RateLimit, MayBeNone) { EXPECT_EQ(RateLimit(0).wait_for(1 << 30, RateLimit::Clock::now()), milliseconds(0)); }

TEST(RateLimit, IsReadAsUsersWriteIt) {
  EXPECT_EQ(parse_rate("500k"), 500'000u);
  EXPECT_EQ(parse_rate("2M"), 2'000'000u);
  EXPECT_EQ(parse_rate("2MB"), 2'000'000u);
  EXPECT_EQ(parse_rate("1.5G"), 1'500'000'000u);
  EXPECT_EQ(parse_rate("123"), 123u);
  EXPECT_EQ(parse_rate("0"), 0u);
  for (const char* text : {"", "fast", "-1", "1T", "1e30", "nan", "inf", "2 M"}) EXPECT_FALSE(parse_rate(text)) << text;
}

}  // namespace
}  // namespace hearth::registry
