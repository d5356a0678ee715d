#include "base/check.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

TEST(Check, WhatHoldsIsAskedOnceAndGoesOn) {
  int asked = 0;
  CHECK(++asked == 1);
  EXPECT_EQ(asked, 1);
}

TEST(CheckDeathTest, WhatDoesNotHoldEndsTheProgramWithPlaceAndCondition) {
  const int pages = 3;
  EXPECT_DEATH(CHECK(pages == 2), "bug at .*check_test\\.cpp:[0-9]+: pages == 2 does not hold");
}

}  // namespace
}  // namespace hearth
