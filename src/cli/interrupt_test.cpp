#include "cli/interrupt.h"

#include <gtest/gtest.h>

#include <csignal>

namespace hearth::cli {
namespace {

TEST(InterruptDeathTest, EndsTheProgramQuietlyBeforeAnythingIsShown) {
  EXPECT_EXIT(
      {
        const Interrupt interrupt;
        std::raise(SIGINT);
      },
      testing::ExitedWithCode(0), "^$");
}

TEST(Interrupt, IsOnlyNotedOnceSomethingIsShown) {
  Interrupt interrupt;
  interrupt.mark_shown();
  EXPECT_FALSE(interrupt.noted());
  std::raise(SIGINT);
  EXPECT_TRUE(interrupt.noted());
}

TEST(InterruptDeathTest, TheSecondKills) {
  EXPECT_EXIT(
      {
        Interrupt interrupt;
        interrupt.mark_shown();
        std::raise(SIGINT);
        std::raise(SIGINT);
      },
      testing::KilledBySignal(SIGINT), "^$");
}

}  // namespace
}  // namespace hearth::cli
