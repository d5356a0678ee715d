#include "http/cancel.h"

#include <gtest/gtest.h>

#include <csignal>

namespace hearth::http {
namespace {

TEST(Cancel, StaysSetUntilItIsReset) {
  Cancel cancel;
  EXPECT_FALSE(cancel.requested());
  cancel.cancel();
  cancel.cancel();
  EXPECT_TRUE(cancel.requested());
  EXPECT_TRUE(cancel.requested());
  cancel.reset();
  EXPECT_FALSE(cancel.requested());
  cancel.reset();
}

Cancel* from_signal = nullptr;

TEST(Cancel, MayBeSetInASignalHandler) {
  Cancel cancel;
  from_signal = &cancel;
  const auto before = std::signal(SIGUSR1, [](int) { from_signal->cancel(); });
  std::raise(SIGUSR1);
  std::signal(SIGUSR1, before);
  EXPECT_TRUE(cancel.requested());
}

}  // namespace
}  // namespace hearth::http
