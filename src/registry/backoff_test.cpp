#include "registry/backoff.h"

#include <gtest/gtest.h>

namespace hearth::registry {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, WaitsLongerEachTimeAndThenGivesUp) {
  Backoff backoff(7);
  int64_t usual_ms = 250;
  for (int n = 1; n < Backoff::kMaxAttempts; ++n, usual_ms *= 2) {
    const auto wait = backoff.next();
    ASSERT_TRUE(wait);
    EXPECT_GE(*wait, milliseconds(usual_ms / 2));
    EXPECT_LT(*wait, milliseconds(usual_ms / 2 + usual_ms));
  }
  EXPECT_FALSE(backoff.next());
}

TEST(Backoff, BeginsAnewAfterProgress) {
  Backoff backoff(7);
  for (int n = 1; n < Backoff::kMaxAttempts; ++n) backoff.next();
  backoff.reset();
  EXPECT_LT(*backoff.next(), milliseconds(375));
}

TEST(Backoff, DiffersFromOneToTheNext) {
  Backoff a(1), b(2);
  EXPECT_NE(a.next(), b.next());
}

}  // namespace
}  // namespace hearth::registry
