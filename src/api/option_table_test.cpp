#include "api/option_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace hearth::api {
namespace {

using ::testing::ElementsAre;

TEST(OptionTable, HasEveryNameOnceInOrder) {
  EXPECT_TRUE(std::ranges::is_sorted(option_table(), std::ranges::less_equal(), &OptionTableRow::name));
  for (const OptionTableRow& row : option_table()) EXPECT_EQ(find_option(row.name), &row);
  EXPECT_EQ(find_option("numa"), nullptr);
}

TEST(OptionTable, OutdatedNamesAreNoRows) {
  EXPECT_TRUE(is_outdated_option("penalize_newline"));
  EXPECT_EQ(find_option("penalize_newline"), nullptr);
  EXPECT_FALSE(is_outdated_option("num_ctx"));
}

TEST(OptionTable, SuggestsTheClosestName) {
  EXPECT_EQ(suggestion("temprature"), " (did you mean \"temperature\"?)");
  EXPECT_EQ(suggestion("quux"), "");
}

TEST(OptionTable, NumbersAreAdjustedToTheirBounds) {
  Warnings warnings;
  EXPECT_EQ(bounded(*find_option("mirostat"), int64_t{2}, warnings).value(), 2);
  EXPECT_EQ(bounded(*find_option("seed"), std::numeric_limits<int64_t>::max(), warnings).value(),
            std::numeric_limits<int64_t>::max());
  EXPECT_TRUE(warnings.empty());
  EXPECT_EQ(bounded(*find_option("mirostat"), int64_t{3}, warnings).value(), 2);
  EXPECT_EQ(bounded(*find_option("top_p"), -0.5, warnings).value(), 0);
  EXPECT_THAT(warnings.lines(), ElementsAre("option \"mirostat\" is 3 and was adjusted to 2",
                                            "option \"top_p\" is -0.5 and was adjusted to 0"));
}

TEST(OptionTable, NumbersWithoutAMeaningAreRefused) {
  Warnings warnings;
  EXPECT_EQ(bounded(*find_option("repeat_penalty"), 0.0, warnings).error().message,
            "option \"repeat_penalty\" is 0, expected 1e-06 to 1e+06");
}

}  // namespace
}  // namespace hearth::api
