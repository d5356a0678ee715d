#include "cli/number_text.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

TEST(NumberText, CountsHaveOllamasUnitsAndDecimals) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1'000), "1K");
  EXPECT_EQ(count_text(1'600), "2K");
  EXPECT_EQ(count_text(134'515'008), "134.52M");
  EXPECT_EQ(count_text(135'000'000), "135M");
  EXPECT_EQ(count_text(1'235'814'432), "1.2B");
  EXPECT_EQ(count_text(7'000'000'000), "7B");
}

}  // namespace
}  // namespace hearth::cli
