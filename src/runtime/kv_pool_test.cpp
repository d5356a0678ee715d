#include "runtime/kv_pool.h"

#include <gtest/gtest.h>

namespace hearth::runtime {
namespace {

TEST(KvPool, GivesEveryPageOnceLowNumbersFirst) {
  KvPool pool(3);
  EXPECT_EQ(pool.n_pages(), 3);
  for (int32_t page = 0; page < 3; ++page) EXPECT_EQ(pool.take(), page);
  EXPECT_EQ(pool.n_free(), 0);
  EXPECT_EQ(pool.take(), std::nullopt);
}

TEST(KvPool, APageIsFreeWhenItsLastUserIsGone) {
  KvPool pool(1);
  const int32_t page = pool.take().value();
  pool.add_user(page);
  pool.drop_user(page);
  EXPECT_EQ(pool.n_free(), 0);
  EXPECT_EQ(pool.take(), std::nullopt);
  pool.drop_user(page);
  EXPECT_EQ(pool.n_free(), 1);
  EXPECT_EQ(pool.take(), page);
}

TEST(KvPool, APageTakenAgainHasOneUser) {
  KvPool pool(1);
  pool.take();
  pool.add_user(0);
  pool.drop_user(0);
  pool.drop_user(0);
  pool.take();
  pool.drop_user(0);
  EXPECT_EQ(pool.n_free(), 1);
}

TEST(KvPoolDeathTest, AFreePageHasNoUsersToCount) {
  KvPool pool(2);
  EXPECT_DEATH(pool.add_user(1), "bug at");
  EXPECT_DEATH(pool.drop_user(1), "bug at");
}

}  // namespace
}  // namespace hearth::runtime
