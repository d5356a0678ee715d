#include "runtime/loop_detector.h"

#include <gtest/gtest.h>

namespace hearth::runtime {
namespace {

// The token, counted from 1, at which a stretch of `length` tokens that is said again and again is a loop; 0: never.
int found_at(LoopDetector& detector, int length, int n_tokens) {
  for (int i = 0; i < n_tokens; ++i) {
    if (detector.push(100 + i % length)) return i + 1;
  }
  return 0;
}

TEST(LoopDetector, OneTokenForTheLimit) {
  LoopDetector detector(20);
  EXPECT_EQ(found_at(detector, 1, 1000), 20);
}

TEST(LoopDetector, AStretchHasToComeEightTimes) {
  LoopDetector detector(20);
  EXPECT_EQ(found_at(detector, 10, 1000), 80);
  LoopDetector longest(20);
  EXPECT_EQ(found_at(longest, LoopDetector::kLongest, 2000), 8 * LoopDetector::kLongest);
}

TEST(LoopDetector, LongerStretchesAreNoLoop) {
  LoopDetector detector(20);
  EXPECT_EQ(found_at(detector, LoopDetector::kLongest + 1, 5000), 0);
}

TEST(LoopDetector, WhatCameBeforeDoesNotCount) {
  LoopDetector detector(20);
  for (int i = 0; i < 300; ++i) ASSERT_FALSE(detector.push(i));
  EXPECT_EQ(found_at(detector, 2, 1000), 20);
}

TEST(LoopDetector, ATokenThatDiffersBeginsAnew) {
  LoopDetector detector(20);
  for (int round = 0; round < 50; ++round) {
    for (int i = 0; i < 19; ++i) ASSERT_FALSE(detector.push(7));
    ASSERT_FALSE(detector.push(1000 + round));
  }
}

TEST(LoopDetector, ZeroFindsNone) {
  LoopDetector detector(0);
  EXPECT_EQ(found_at(detector, 1, 5000), 0);
}

}  // namespace
}  // namespace hearth::runtime
