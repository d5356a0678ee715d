#include "base/env.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace hearth::env {
namespace {

TEST(Env, FindsWhatIsSetAndFallsBackToTheTable) {
  setenv("HEARTH_ISA", "scalar", /*overwrite=*/1);
  EXPECT_EQ(find("HEARTH_ISA"), "scalar");
  EXPECT_EQ(value("HEARTH_ISA"), "scalar");
  unsetenv("HEARTH_ISA");
  EXPECT_EQ(find("HEARTH_ISA"), std::nullopt);
  EXPECT_EQ(value("HEARTH_ISA"), "auto");
}

TEST(Env, AnEmptyValueCountsAsAbsent) {
  setenv("HEARTH_NUM_THREADS", "", /*overwrite=*/1);
  EXPECT_EQ(find("HEARTH_NUM_THREADS"), std::nullopt);
  EXPECT_EQ(value("HEARTH_NUM_THREADS"), "0");
  unsetenv("HEARTH_NUM_THREADS");
}

TEST(Env, SpacesAndQuotesAroundAValueDoNotCount) {
  for (const char* text : {"scalar", " scalar ", "\"scalar\"", " 'scalar'\n"}) {
    setenv("HEARTH_ISA", text, /*overwrite=*/1);
    EXPECT_EQ(find("HEARTH_ISA"), "scalar") << text;
  }
  for (const char* text : {"  ", "\"\"", "''"}) {
    setenv("HEARTH_ISA", text, /*overwrite=*/1);
    EXPECT_EQ(find("HEARTH_ISA"), std::nullopt) << text;
  }
  unsetenv("HEARTH_ISA");
}

TEST(Env, TheTableIsAlphabeticalAndExplained) {
  EXPECT_TRUE(std::ranges::is_sorted(variables(), {}, &Variable::name));
  for (const Variable& variable : variables()) {
    EXPECT_FALSE(variable.help.empty()) << variable.name;
  }
}

TEST(EnvDeathTest, ANameOutsideTheTableIsABug) { EXPECT_DEATH(find("HEARTH_NO_SUCH_THING"), "bug at"); }

}  // namespace
}  // namespace hearth::env
