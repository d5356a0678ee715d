#include "api/warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace hearth::api {
namespace {

using ::testing::ElementsAre;

TEST(Warnings, AreListedInOrderWithoutRepeats) {
  Warnings warnings;
  EXPECT_TRUE(warnings.empty());
  for (const char* line : {"b", "a", "b"}) warnings.add(line);
  EXPECT_THAT(warnings.lines(), ElementsAre("b", "a"));
  EXPECT_EQ(to_json(warnings).dump(), R"(["b","a"])");
}

TEST(Warnings, AreBounded) {
  Warnings warnings;
  for (size_t i = 0; i < 1000; ++i) warnings.add(concat("line ", i));
  ASSERT_EQ(warnings.lines().size(), Warnings::kMaxLines + 1);
  EXPECT_EQ(warnings.lines().back(), "more warnings were left out");
  Warnings again;
  for (const std::string& line : warnings.lines()) again.add(line);
  EXPECT_EQ(again, warnings);
}

TEST(Warnings, OfSeveralPlacesJoin) {
  Warnings warnings, more;
  warnings.add("a");
  more.add("a");
  more.add("b");
  warnings.add(more);
  EXPECT_THAT(warnings.lines(), ElementsAre("a", "b"));
}

TEST(Warnings, ShowNamesOnOneLineAndCut) {
  EXPECT_EQ(quoted_name("num_ctx"), "\"num_ctx\"");
  EXPECT_EQ(quoted_name("a\"\n\x1b\xFF"), "\"a\\\"\\n\\u001b\uFFFD\"");
  EXPECT_EQ(quoted_name(std::string(1000, 'x')), "\"" + std::string(64, 'x') + "...\"");
}

}  // namespace
}  // namespace hearth::api
