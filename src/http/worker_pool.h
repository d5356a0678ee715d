// WorkerPool: threads on which handlers run, each of which may block. A thread is made when none is free, up to a
// limit, and stays: what a parked thread costs is the touched part of its stack.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace hearth::http {

class WorkerPool {
 public:
  explicit WorkerPool(size_t max_threads) : max_threads_(max_threads) {}
  // Waits for the tasks that were taken.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Runs `task` at once on a thread of its own; false when all are busy or no thread can be had. A task does not throw.
  [[nodiscard]] bool run(std::move_only_function<void()> task);

 private:
  void work();

  const size_t max_threads_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::move_only_function<void()>> tasks_;  // each has a thread that waits for it
  size_t n_free_ = 0;                                  // threads without a task
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace hearth::http
