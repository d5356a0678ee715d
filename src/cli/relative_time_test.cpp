#include "cli/relative_time.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

using namespace std::chrono_literals;
using Days = std::chrono::days;

const WallTime kNow{std::chrono::sys_days(std::chrono::year(2026) / 5 / 17) + 12h};

TEST(RelativeTime, EachUnitBeginsWhereOllamasDoes) {
  EXPECT_EQ(length_text(0s), "Less than a second");
  EXPECT_EQ(length_text(999ms), "Less than a second");
  EXPECT_EQ(length_text(1s), "1 second");
  EXPECT_EQ(length_text(1999ms), "1 second");
  EXPECT_EQ(length_text(2s), "2 seconds");
  EXPECT_EQ(length_text(59s), "59 seconds");
  EXPECT_EQ(length_text(60s), "About a minute");
  EXPECT_EQ(length_text(119s), "About a minute");
  EXPECT_EQ(length_text(2min), "2 minutes");
  EXPECT_EQ(length_text(59min + 59s), "59 minutes");
  EXPECT_EQ(length_text(60min), "About an hour");
  EXPECT_EQ(length_text(89min), "About an hour");
  EXPECT_EQ(length_text(91min), "2 hours");
  EXPECT_EQ(length_text(47h), "47 hours");
  EXPECT_EQ(length_text(48h), "2 days");
  EXPECT_EQ(length_text(Days(13) + 23h), "13 days");
  EXPECT_EQ(length_text(Days(14)), "2 weeks");
  EXPECT_EQ(length_text(Days(59)), "8 weeks");
  EXPECT_EQ(length_text(Days(60)), "2 months");
  EXPECT_EQ(length_text(Days(729)), "24 months");
  EXPECT_EQ(length_text(Days(730)), "2 years");
}

TEST(RelativeTime, SaysTheDirection) {
  EXPECT_EQ(relative_time(kNow - 48h, kNow), "2 days ago");
  EXPECT_EQ(relative_time(kNow + 4min, kNow), "4 minutes from now");
  EXPECT_EQ(relative_time(kNow, kNow), "Less than a second ago");
}

TEST(RelativeTime, MoreThanTwentyYearsAheadIsForever) {
  EXPECT_EQ(relative_time(kNow + Days(365 * 21), kNow), "Forever");
  EXPECT_EQ(relative_time(kNow + Days(365 * 20 + 364), kNow), "20 years from now");
}

TEST(RelativeTime, NoTimeIsNever) { EXPECT_EQ(relative_time(std::nullopt, kNow), "Never"); }

TEST(RelativeTime, AModelWhoseTimeHasPassedIsStopping) {
  EXPECT_EQ(until_text(kNow - 1s, kNow), "Stopping...");
  EXPECT_EQ(until_text(kNow + 5min, kNow), "5 minutes from now");
  EXPECT_EQ(until_text(kNow + Days(365 * 100), kNow), "Forever");
}

}  // namespace
}  // namespace hearth::cli
