#include "base/number_text.h"

#include <gtest/gtest.h>

namespace hearth {
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

TEST(NumberText, SizesBelowTenOfAUnitHaveOneDecimalUnlessWhole) {
  EXPECT_EQ(size_text(1'000), "1 KB");
  EXPECT_EQ(size_text(1'500), "1.5 KB");
  EXPECT_EQ(size_text(2'000'000), "2 MB");
  EXPECT_EQ(size_text(2'200'000'000), "2.2 GB");
  EXPECT_EQ(size_text(9'960'000'000), "10.0 GB");
  EXPECT_EQ(size_text(1'000'000'000'000), "1 TB");
}

TEST(NumberText, SizesFromTenOfAUnitOnAreCut) {
  EXPECT_EQ(size_text(10'000'000), "10 MB");
  EXPECT_EQ(size_text(13'999'999'999), "13 GB");
  EXPECT_EQ(size_text(999'999'999), "999 MB");
}

TEST(NumberText, SizesBelowAKilobyteAreBytes) {
  EXPECT_EQ(size_text(0), "0 B");
  EXPECT_EQ(size_text(512), "512 B");
  EXPECT_EQ(size_text(999), "999 B");
}

TEST(NumberText, MeasurementsHaveThreeDigits) {
  EXPECT_EQ(three_digits(39.92), "39.9");
  EXPECT_EQ(three_digits(0.5), "0.5");
  EXPECT_EQ(three_digits(4), "4");
  EXPECT_EQ(three_digits(120.4), "120");
}

}  // namespace
}  // namespace hearth
