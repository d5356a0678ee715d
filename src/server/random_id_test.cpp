#include "server/random_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::server {
namespace {

TEST(RandomId, IsThePrefixAndDigits) { EXPECT_THAT(random_id("msg_"), testing::MatchesRegex("msg_[0-9a-f]{24}")); }

TEST(RandomId, NamesACallAsOllamaDoes) {
  EXPECT_THAT(random_call_id(), testing::MatchesRegex("call_[a-z0-9]{8}"));
  EXPECT_NE(random_call_id(), random_call_id());
}

TEST(RandomId, IsAnotherEachTime) { EXPECT_NE(random_id("x"), random_id("x")); }

}  // namespace
}  // namespace hearth::server
