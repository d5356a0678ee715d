#include "registry/pause.h"

#include <gtest/gtest.h>

#include <thread>

namespace hearth::registry {
namespace {

using std::chrono::milliseconds;

TEST(Pause, LastsAsLongAsItIsToldTo) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(pause(milliseconds(5), {}));
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(5));
}

TEST(Pause, EndsWithAStop) {
  std::stop_source source;
  const std::jthread stopper([&] { source.request_stop(); });
  EXPECT_FALSE(pause(std::chrono::hours(1), source.get_token()));
  EXPECT_FALSE(pause(milliseconds(0), source.get_token()));
}

}  // namespace
}  // namespace hearth::registry
