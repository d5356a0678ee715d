#include "base/go_duration.h"

#include <gtest/gtest.h>

#include <limits>

namespace hearth {
namespace {

constexpr int64_t kSecond = 1'000'000'000, kMost = std::numeric_limits<int64_t>::max();

std::string parse_error(std::string_view text) {
  const Result<int64_t> ns = parse_go_duration(text);
  return ns ? "parsed" : ns.error().message;
}

TEST(GoDuration, IsReadInEveryUnit) {
  EXPECT_EQ(parse_go_duration("5m").value(), 300 * kSecond);
  EXPECT_EQ(parse_go_duration("2h45m").value(), 9900 * kSecond);
  EXPECT_EQ(parse_go_duration("1.5s").value(), 1'500'000'000);
  EXPECT_EQ(parse_go_duration(".5ms").value(), 500'000);
  EXPECT_EQ(parse_go_duration("1.us").value(), 1000);
  EXPECT_EQ(parse_go_duration("1\u00b5s").value(), 1000);
  EXPECT_EQ(parse_go_duration("1\u03bcs").value(), 1000);
  EXPECT_EQ(parse_go_duration("3ns").value(), 3);
  EXPECT_EQ(parse_go_duration("0.3333333333333333333h").value(), 1'200'000'000'000 - 1);
}

TEST(GoDuration, HasASign) {
  EXPECT_EQ(parse_go_duration("-1m").value(), -60 * kSecond);
  EXPECT_EQ(parse_go_duration("+1m").value(), 60 * kSecond);
  EXPECT_EQ(parse_go_duration("0").value(), 0);
  EXPECT_EQ(parse_go_duration("-0").value(), 0);
}

TEST(GoDuration, ReachesToTheLimitsAndNotBeyond) {
  EXPECT_EQ(parse_go_duration("9223372036854775807ns").value(), kMost);
  EXPECT_EQ(parse_go_duration("-9223372036854775808ns").value(), std::numeric_limits<int64_t>::min());
  for (const char* text : {"9223372036854775808ns", "99999999999999999999s", "3000000h", "9223372036s900ms"}) {
    EXPECT_EQ(parse_error(text), "time: invalid duration \"" + std::string(text) + "\"");
  }
}

TEST(GoDuration, ErrorsAreGos) {
  EXPECT_EQ(parse_error("5"), "time: missing unit in duration \"5\"");
  EXPECT_EQ(parse_error("1m5"), "time: missing unit in duration \"1m5\"");
  EXPECT_EQ(parse_error(""), "time: invalid duration \"\"");
  EXPECT_EQ(parse_error("-"), "time: invalid duration \"-\"");
  EXPECT_EQ(parse_error("forever"), "time: invalid duration \"forever\"");
  EXPECT_EQ(parse_error(".s"), "time: invalid duration \".s\"");
  EXPECT_EQ(parse_error("5 m"), "time: unknown unit \" m\" in duration \"5 m\"");
  EXPECT_EQ(parse_error("3\"\xFF"), "time: unknown unit \"\\\"\\xff\" in duration \"3\\\"\\xff\"");
}

TEST(GoDuration, ErrorsCutWhatIsLong) {
  EXPECT_EQ(parse_error(std::string(1000, 'x')), "time: invalid duration \"" + std::string(64, 'x') + "...\"");
}

TEST(GoDuration, IsPrintedAsGoDoes) {
  EXPECT_EQ(go_duration_text(0), "0s");
  EXPECT_EQ(go_duration_text(999), "999ns");
  EXPECT_EQ(go_duration_text(1500), "1.5\u00b5s");
  EXPECT_EQ(go_duration_text(12'345'678), "12.345678ms");
  EXPECT_EQ(go_duration_text(62'500'000'000), "1m2.5s");
  EXPECT_EQ(go_duration_text(3600 * kSecond), "1h0m0s");
  EXPECT_EQ(go_duration_text(-300 * kSecond), "-5m0s");
  EXPECT_EQ(go_duration_text(kMost), "2562047h47m16.854775807s");
}

TEST(GoDuration, IsReadBackAsPrinted) {
  for (const int64_t ns : {int64_t{0}, int64_t{1}, int64_t{1001}, 61 * kSecond, -kSecond, kMost, -kMost - 1}) {
    EXPECT_EQ(parse_go_duration(go_duration_text(ns)).value(), ns);
  }
}

}  // namespace
}  // namespace hearth
