#include "base/time_text.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace hearth {
namespace {

using std::chrono::hours;
using std::chrono::nanoseconds;
using std::chrono::seconds;

WallTime at(int64_t second, int64_t ns = 0) { return WallTime(seconds(second)) + nanoseconds(ns); }

TEST(TimeText, HasNineDigitsOfASecond) {
  EXPECT_EQ(time_text(at(0)), "1970-01-01T00:00:00.000000000Z");
  EXPECT_EQ(time_text(at(1'787'306'400, 100'000'000)), "2026-08-21T10:00:00.100000000Z");
  EXPECT_EQ(time_text(at(-1, 999'999'999)), "1969-12-31T23:59:59.999999999Z");
}

TEST(TimeText, CarriesTheOffsetOfTheLocalTime) {
  setenv("TZ", "XYZ-05:30", 1);  // POSIX counts to the west
  tzset();
  EXPECT_EQ(time_text(at(0), TimeZone::kLocal), "1970-01-01T05:30:00.000000000+05:30");
  setenv("TZ", "XYZ+3", 1);
  tzset();
  EXPECT_EQ(time_text(at(0), TimeZone::kLocal), "1969-12-31T21:00:00.000000000-03:00");
  unsetenv("TZ");
  tzset();
}

TEST(TimeText, IsReadInEveryFormOfTheRfc) {
  EXPECT_EQ(parse_time("2026-08-21T10:00:00Z").value(), at(1'787'306'400));
  EXPECT_EQ(parse_time("2026-08-21T10:00:00.1Z").value(), at(1'787'306'400, 100'000'000));
  EXPECT_EQ(parse_time("2026-08-21t12:00:00.123456789123+02:00").value(), at(1'787'306'400, 123'456'789));
  EXPECT_EQ(parse_time("2026-08-21 04:30:00-05:30").value(), at(1'787'306'400));
}

TEST(TimeText, IsReadBackAsPrinted) {
  for (const WallTime time : {at(0), at(-1, 5), at(1'787'306'400, 123'456'789), WallTime::max() - hours(1)}) {
    EXPECT_EQ(parse_time(time_text(time)).value(), time);
    EXPECT_EQ(parse_time(time_text(time, TimeZone::kLocal)).value(), time);
  }
}

TEST(TimeText, ReachesFromTheFirstToTheLastTime) {
  EXPECT_EQ(time_text(WallTime::min()), "1677-09-21T00:12:43.145224192Z");
  EXPECT_EQ(time_text(WallTime::max()), "2262-04-11T23:47:16.854775807Z");
  EXPECT_EQ(parse_time(time_text(WallTime::min())).value(), WallTime::min());
  EXPECT_EQ(parse_time(time_text(WallTime::max())).value(), WallTime::max());
}

TEST(TimeText, YearsOutOfReachBecomeTheLastOne) {
  EXPECT_EQ(parse_time("2318-12-03T10:00:00Z").value(), WallTime::max());
  EXPECT_EQ(parse_time("0001-01-01T00:00:00Z").value(), WallTime::min());
}

TEST(TimeText, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2026", "2026-08-21", "2026-08-21T10:00Z", "2026-08-21T10:00:00", "2026-13-21T10:00:00Z",
        "2026-02-30T10:00:00Z", "2026-08-21T24:00:00Z", "2026-08-21T10:00:00.Z", "2026-08-21T10:00:00Zx",
        "-026-08-21T10:00:00Z", "2026-08-21T-1:00:00Z", "2026-08-21T10:00:00+0200"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

}  // namespace
}  // namespace hearth
