#include "cli/repl/screen.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

TEST(StandardScreen, PrintsToOutputAndRemarksToError) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  StandardScreen screen;
  ASSERT_TRUE(screen.print("answer"));
  screen.remark("warning: x\n");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "answer");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "warning: x\n");
}

TEST(StandardScreen, AFileIsNoTerminalAndHasNoSpinner) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  StandardScreen screen;
  EXPECT_FALSE(screen.is_terminal());
  EXPECT_EQ(screen.columns(), 80);
  EXPECT_FALSE(screen.spinner());
  testing::internal::GetCapturedStdout();
  testing::internal::GetCapturedStderr();
}

}  // namespace
}  // namespace hearth::cli
