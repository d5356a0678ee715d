#include "cli/transfer_bar.h"

#include <gtest/gtest.h>

#include "cli/display_width.h"

namespace hearth::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(TransferBar, ShowsHowFarHowFastAndHowLong) {
  const TransferState state{.label = "pulling 0123456789ab",
                            .completed_bytes = 500'000'000,
                            .total_bytes = 1'000'000'000,
                            .bytes_per_s = 10e6};
  EXPECT_EQ(bar_text(state, 72), "pulling 0123456789ab:  50% ▕████████        ▏ 500 MB/1 GB  10 MB/s  50s");
}

TEST(TransferBar, FitsIntoTheWindow) {
  const TransferState state{
      .label = "pulling 0123456789ab", .completed_bytes = 1, .total_bytes = 1'000'000'000, .bytes_per_s = 10e6};
  for (int columns = 0; columns < 200; ++columns) {
    EXPECT_LT(display_width(bar_text(state, columns)), std::max(1, columns)) << columns;
  }
}

TEST(TransferBar, IsFullWhenAllIsThere) {
  const std::string text = bar_text({.label = "x", .completed_bytes = 7, .total_bytes = 7}, 40);
  EXPECT_TRUE(text.starts_with("x: 100% ▕████")) << text;
  EXPECT_TRUE(text.ends_with("7 B")) << text;
  EXPECT_EQ(percent_of(999'999, 1'000'000), 99);
  EXPECT_EQ(percent_of(0, 0), 100);
}

TEST(TransferBar, TellsTimesAsPeopleSayThem) {
  EXPECT_EQ(time_left_text(0.2), "0s");
  EXPECT_EQ(time_left_text(59.9), "1m0s");
  EXPECT_EQ(time_left_text(125), "2m5s");
  EXPECT_EQ(time_left_text(12000), "3h20m");
  EXPECT_EQ(time_left_text(1e30), "99h0m");
}

TEST(TransferSpeed, IsThatOfTheLastSeconds) {
  TransferSpeed speed;
  const TransferSpeed::Clock::time_point start(seconds(1));
  EXPECT_FALSE(speed.bytes_per_s());
  speed.add(start, 1000);  // there before
  EXPECT_FALSE(speed.bytes_per_s());
  speed.add(start + seconds(1), 3000);
  EXPECT_DOUBLE_EQ(*speed.bytes_per_s(), 2000);
  speed.add(start + seconds(10), 3000);
  speed.add(start + seconds(11), 3000);
  EXPECT_DOUBLE_EQ(*speed.bytes_per_s(), 0);
}

}  // namespace
}  // namespace hearth::cli
