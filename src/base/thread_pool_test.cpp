#include "base/thread_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

namespace hearth {
namespace {

class ThreadPoolSizes : public testing::TestWithParam<int> {};

TEST_P(ThreadPoolSizes, EveryTaskOfEveryLoopRunsOnce) {
  ThreadPool pool(GetParam());
  ASSERT_EQ(pool.n_threads(), GetParam());
  for (int loop = 0; loop < 2000; ++loop) {
    const int n_tasks = loop % 23;
    std::vector<std::atomic<int>> runs(static_cast<size_t>(n_tasks));
    std::atomic<bool> all_threads_known{true};
    pool.parallel_for(n_tasks, [&](int task, int thread) {
      ++runs[static_cast<size_t>(task)];
      if (thread < 0 || thread >= GetParam()) all_threads_known = false;
    });
    ASSERT_TRUE(std::ranges::all_of(runs, [](const std::atomic<int>& n) { return n == 1; })) << "loop " << loop;
    ASSERT_TRUE(all_threads_known);
  }
}

// Plain memory, written by one loop and read by the next: the end of a loop must order them.
TEST_P(ThreadPoolSizes, ALoopSeesWhatTheOneBeforeWrote) {
  ThreadPool pool(GetParam());
  constexpr int kTasks = 64;
  std::vector<int> from(kTasks, 0), to(kTasks, 0);
  constexpr int kLoops = 500;
  for (int loop = 0; loop < kLoops; ++loop) {
    pool.parallel_for(kTasks, [&](int task, int) {
      to[static_cast<size_t>(task)] = from[static_cast<size_t>((task + 1) % kTasks)] + 1;
    });
    std::swap(from, to);
  }
  EXPECT_EQ(from, std::vector<int>(kTasks, kLoops));
}

TEST_P(ThreadPoolSizes, TasksOfTheSameThreadNeverOverlap) {
  ThreadPool pool(GetParam());
  std::vector<int> per_thread(static_cast<size_t>(GetParam()), 0);  // a race would lose counts
  pool.parallel_for(10000, [&](int, int thread) { ++per_thread[static_cast<size_t>(thread)]; });
  int sum = 0;
  for (const int n : per_thread) sum += n;
  EXPECT_EQ(sum, 10000);
}

INSTANTIATE_TEST_SUITE_P(Threads, ThreadPoolSizes, testing::Values(1, 2, 4));

// Tasks that wait for each other end only when as many threads take part.
TEST(ThreadPool, AllThreadsTakePart) {
  ThreadPool pool(3);
  std::atomic<int> arrived{0};
  std::vector<int> thread_of(3);
  pool.parallel_for(3, [&](int task, int thread) {
    thread_of[static_cast<size_t>(task)] = thread;
    ++arrived;
    while (arrived < 3) std::this_thread::yield();
  });
  EXPECT_EQ(std::set<int>(thread_of.begin(), thread_of.end()), (std::set<int>{0, 1, 2}));
}

TEST(ThreadPool, GoesWithoutEverHavingWorked) {
  for (int i = 0; i < 50; ++i) {
    const auto pool = std::make_unique<ThreadPool>(4);
    EXPECT_EQ(pool->n_threads(), 4);
  }
}

}  // namespace
}  // namespace hearth
