#include "http/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <memory>

namespace hearth::http {
namespace {

TEST(WorkerPool, RunsTasksSideBySideUpToItsLimit) {
  std::latch all_run(3), let_go(1);
  WorkerPool pool(3);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(pool.run([&] {
      all_run.count_down();
      let_go.wait();
    }));
  }
  all_run.wait();
  EXPECT_FALSE(pool.run([] {}));
  let_go.count_down();
}

TEST(WorkerPool, UsesAThreadAgainAndDropsWhatATaskHeld) {
  WorkerPool pool(1);
  const auto held = std::make_shared<int>(0);
  for (int i = 0; i < 100; ++i) {
    while (!pool.run([held] { ++*held; })) std::this_thread::yield();
  }
  while (!pool.run([] {})) std::this_thread::yield();
  EXPECT_EQ(*held, 100);
  EXPECT_EQ(held.use_count(), 1);
}

TEST(WorkerPool, WaitsForItsTasksAtTheEnd) {
  std::atomic<int> n_done = 0;
  {
    WorkerPool pool(8);
    for (int i = 0; i < 8; ++i) ASSERT_TRUE(pool.run([&] { ++n_done; }));
  }
  EXPECT_EQ(n_done, 8);
}

}  // namespace
}  // namespace hearth::http
