#include "cli/number.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

template <class T>
std::string error(const Result<T>& result) {
  return result ? "no error" : result.error().message;
}

TEST(Number, ReadsWholeNumbersWithinTheirRange) {
  EXPECT_EQ(parse_integer<int32_t>("n", "-12").value(), -12);
  EXPECT_EQ(parse_integer<uint64_t>("n", "18446744073709551615").value(), 18446744073709551615u);
  EXPECT_EQ(error(parse_integer<int32_t>("n", "9", 0, 8)), "n is 9, expected 0 to 8");
  EXPECT_EQ(error(parse_integer<int32_t>("n", "99999999999", 0, 8)), "n is 99999999999, expected 0 to 8");
  EXPECT_EQ(error(parse_integer<uint64_t>("n", "-1")), "n is '-1', expected a whole number");
}

TEST(Number, RefusesWhatIsNoWholeNumber) {
  for (const char* text : {"", "x", "1x", " 1", "1 ", "0.5", "1e3", "+1", "0x10"}) {
    EXPECT_EQ(error(parse_integer<int32_t>("n", text)), concat("n is '", text, "', expected a whole number"));
  }
}

TEST(Number, ReadsReals) {
  EXPECT_EQ(parse_real("t", "0.5").value(), 0.5f);
  EXPECT_EQ(parse_real("t", "1e-3").value(), 1e-3f);
  EXPECT_EQ(parse_real("t", "-2").value(), -2);
  for (const char* text : {"", "hot", "0.5.", "nan", "inf", "1e99", "0,5"}) {
    EXPECT_EQ(error(parse_real("t", text)), concat("t is '", text, "', expected a number"));
  }
}

}  // namespace
}  // namespace hearth::cli
