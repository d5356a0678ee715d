#include "base/thread_pool.h"

#include "base/check.h"
#include "base/cpu_info.h"

namespace hearth {
namespace {

constexpr int kSpins = 4000;  // some 50 to 150 microseconds, longer than any pause between two loops of a step

}  // namespace

ThreadPool::ThreadPool(int n_threads) {
  CHECK(n_threads >= 1);
  for (int i = 1; i < n_threads; ++i) workers_.emplace_back([this, i] { work(i); });
}

ThreadPool::~ThreadPool() {
  stop_.store(true);
  epoch_.fetch_add(1);
  epoch_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::take_tasks(int thread) {
  for (;;) {
    const int task = next_task_.fetch_add(1, std::memory_order_relaxed);
    if (task >= n_tasks_) return;
    call_(context_, task, thread);
  }
}

void ThreadPool::run(int n_tasks, void* context, Call call) {
  if (workers_.empty() || n_tasks <= 1) {
    for (int task = 0; task < n_tasks; ++task) call(context, task, 0);
    return;
  }
  n_tasks_ = n_tasks;
  context_ = context;
  call_ = call;
  next_task_.store(0, std::memory_order_relaxed);
  busy_.store(static_cast<int>(workers_.size()), std::memory_order_relaxed);
  epoch_.fetch_add(1, std::memory_order_release);
  epoch_.notify_all();
  take_tasks(0);
  for (int spins = 0; busy_.load(std::memory_order_acquire) != 0; ++spins) {
    if (spins < kSpins)
      pause_core();
    else
      std::this_thread::yield();
  }
}

void ThreadPool::work(int thread) {
  unsigned seen = 0;
  for (;;) {
    for (int spins = 0; epoch_.load(std::memory_order_acquire) == seen; ++spins) {
      if (spins < kSpins)
        pause_core();
      else
        epoch_.wait(seen, std::memory_order_acquire);
    }
    ++seen;
    if (stop_.load()) return;
    take_tasks(thread);
    busy_.fetch_sub(1, std::memory_order_release);
  }
}

}  // namespace hearth
