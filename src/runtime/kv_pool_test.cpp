#include "runtime/kv_pool.h"

#include <gmock/gmock.h>
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

TEST(KvPool, CountsPagesForPositions) {
  EXPECT_EQ(KvPool::pages_for(0), 0);
  EXPECT_EQ(KvPool::pages_for(1), 1);
  EXPECT_EQ(KvPool::pages_for(64), 1);
  EXPECT_EQ(KvPool::pages_for(65), 2);
}

TEST(KvPool, AKeptPageIsCachedWhenItsLastUserIsGone) {
  KvPool pool(2);
  std::vector<int32_t> cached;
  pool.on_cached([&](int32_t page) { cached.push_back(page); });
  pool.take();
  pool.keep(0);
  EXPECT_THAT(cached, testing::IsEmpty());
  pool.drop_user(0);
  EXPECT_THAT(cached, testing::ElementsAre(0));
  EXPECT_EQ(pool.n_cached(), 1);
  EXPECT_EQ(pool.n_free(), 1);
  EXPECT_EQ(pool.view().n_pages, 2);
  EXPECT_EQ(pool.view().n_available, 2);
  EXPECT_EQ(pool.take(), 1);
  EXPECT_EQ(pool.take(), std::nullopt);
}

TEST(KvPool, ACachedPageIsUsedAgainOrForgotten) {
  KvPool pool(1);
  pool.take();
  pool.keep(0);
  pool.drop_user(0);
  pool.reuse(0);
  EXPECT_EQ(pool.n_users(0), 1);
  EXPECT_EQ(pool.view().n_available, 0);
  pool.drop_user(0);
  pool.forget(0);
  EXPECT_EQ(pool.n_cached(), 0);
  EXPECT_EQ(pool.n_free(), 1);
}

TEST(KvPool, APageForgottenInUseIsFreeAfterwards) {
  KvPool pool(1);
  pool.take();
  pool.keep(0);
  pool.forget(0);
  EXPECT_EQ(pool.n_free(), 0);
  pool.drop_user(0);
  EXPECT_EQ(pool.n_cached(), 0);
  EXPECT_EQ(pool.n_free(), 1);
}

TEST(KvPool, APageOfOneUserIsWrittenInPlace) {
  KvPool pool(1);
  pool.take();
  EXPECT_EQ(pool.make_writable(0), 0);
  EXPECT_EQ(pool.n_users(0), 1);
}

TEST(KvPool, CopiesASharedPageBeforeItChanges) {
  KvPool pool(2);
  pool.take();
  pool.add_user(0);
  EXPECT_EQ(pool.make_writable(0), 1);
  EXPECT_EQ(pool.n_users(0), 1);
  EXPECT_EQ(pool.n_users(1), 1);
  EXPECT_EQ(pool.make_writable(0), 0);
}

TEST(KvPool, CopiesAKeptPageBeforeItChanges) {
  KvPool pool(2);
  pool.take();
  pool.keep(0);
  EXPECT_EQ(pool.make_writable(0), 1);
  EXPECT_EQ(pool.n_cached(), 1);
}

TEST(KvPool, ASharedPageStaysAsItIsWhenThereIsNoneToCopyInto) {
  KvPool pool(1);
  pool.take();
  pool.add_user(0);
  EXPECT_EQ(pool.make_writable(0), std::nullopt);
  EXPECT_EQ(pool.n_users(0), 2);
}

TEST(KvPoolDeathTest, AFreePageHasNoUsersToCount) {
  KvPool pool(2);
  EXPECT_DEATH(pool.add_user(1), "bug at");
  EXPECT_DEATH(pool.drop_user(1), "bug at");
  EXPECT_DEATH(pool.make_writable(1), "bug at");
  EXPECT_DEATH(pool.reuse(1), "bug at");
}

TEST(KvPoolDeathTest, OnlyAPageInUseIsKeptAndOnlyOnce) {
  KvPool pool(2);
  EXPECT_DEATH(pool.keep(1), "bug at");
  EXPECT_DEATH(pool.forget(1), "bug at");
  pool.take();
  pool.keep(0);
  EXPECT_DEATH(pool.keep(0), "bug at");
}

}  // namespace
}  // namespace hearth::runtime
