#include "runtime/queue_pace.h"

#include <gtest/gtest.h>

namespace hearth::runtime {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

TEST(QueuePace, IsTheAgeOfTheOldestUntilARequestHasEnded) {
  QueuePace pace;
  EXPECT_EQ(pace.request_ns(0), 0);
  EXPECT_EQ(pace.request_ns(kSecond), 1e9);
  pace.note(3 * kSecond);
  EXPECT_EQ(pace.request_ns(kSecond), 3e9);
}

TEST(QueuePace, FollowsWhatHasChangedAndForgivesOneOddRequest) {
  QueuePace pace;
  for (int i = 0; i < 10; ++i) pace.note(kSecond);
  pace.note(9 * kSecond);
  EXPECT_NEAR(pace.request_ns(0), 2e9, 1e6);
  for (int i = 0; i < 50; ++i) pace.note(9 * kSecond);
  EXPECT_NEAR(pace.request_ns(0), 9e9, 1e8);
}

TEST(QueuePace, APlaceBecomesFreeTheSoonerTheMoreRun) {
  EXPECT_EQ(queue_wait_ns(8e9, 4, 1), 2 * kSecond);
  EXPECT_EQ(queue_wait_ns(8e9, 4, 6), 12 * kSecond);
  EXPECT_EQ(queue_wait_ns(8e9, 0, 1), 8 * kSecond);
  EXPECT_EQ(queue_wait_ns(8e9, 4, 0), 0);
}

}  // namespace
}  // namespace hearth::runtime
