#include "api/ollama/think.h"

#include <gtest/gtest.h>

namespace hearth::ollama {
namespace {

TEST(Think, IsReadBackAsPrinted) {
  for (const Think think :
       {Think::kUnset, Think::kOff, Think::kOn, Think::kLow, Think::kMedium, Think::kHigh, Think::kMax}) {
    EXPECT_EQ(parse_think(to_json(think)).value(), think);
  }
}

TEST(Think, OfTheCommandLineIsText) {
  EXPECT_EQ(parse_think_text("true").value(), Think::kOn);
  EXPECT_EQ(parse_think_text("false").value(), Think::kOff);
  EXPECT_EQ(parse_think_text("max").value(), Think::kMax);
  EXPECT_EQ(parse_think_text("").error().message,
            R"(invalid think value: "" (must be "high", "medium", "low", "max", true, or false))");
}

}  // namespace
}  // namespace hearth::ollama
