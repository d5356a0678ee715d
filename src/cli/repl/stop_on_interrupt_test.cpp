#include "cli/repl/stop_on_interrupt.h"

#include <gtest/gtest.h>

#include <latch>

namespace hearth::cli {
namespace {

TEST(StopOnInterrupt, CtrlCRequestsAStop) {
  const StopOnInterrupt stop;
  std::latch stopped(1);
  const std::stop_callback callback(stop.token(), [&] { stopped.count_down(); });
  raise(SIGINT);
  stopped.wait();
  EXPECT_TRUE(stop.stopped());
}

TEST(StopOnInterrupt, WithoutCtrlCNothingStops) {
  const StopOnInterrupt stop;
  EXPECT_FALSE(stop.stopped());
}

TEST(StopOnInterrupt, PutsBackWhatCtrlCDidBefore) {
  signal(SIGINT, SIG_IGN);
  {
    const StopOnInterrupt stop;
  }
  EXPECT_EQ(signal(SIGINT, SIG_DFL), SIG_IGN);
}

TEST(StopOnInterrupt, SeveralInterruptsAreOneStop) {
  const StopOnInterrupt stop;
  std::latch stopped(1);
  const std::stop_callback callback(stop.token(), [&] { stopped.count_down(); });
  for (int i = 0; i < 5; ++i) raise(SIGINT);
  stopped.wait();
  EXPECT_TRUE(stop.stopped());
}

}  // namespace
}  // namespace hearth::cli
