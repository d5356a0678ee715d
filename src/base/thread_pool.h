// ThreadPool: runs one loop at a time on a fixed set of threads, with barriers short enough for a loop per operation.
//
// A token of a small model is some 150 loops of 10 to 100 microseconds, so between loops the threads spin for a
// while before they sleep. The calling thread takes part. Tasks are handed out one by one, so an uneven or
// preempted thread does not hold up the rest; which thread runs which task must not influence any result.
#pragma once

#include <atomic>
#include <thread>
#include <type_traits>
#include <vector>

namespace hearth {

class ThreadPool {
 public:
  // `n_threads` >= 1 in all, the caller included.
  explicit ThreadPool(int n_threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int n_threads() const { return static_cast<int>(workers_.size()) + 1; }

  // Calls body(task, thread) for every task in [0, n_tasks) with thread in [0, n_threads()), and returns when all
  // are done. Called from one thread at a time, never from within a body.
  template <class Body>
  void parallel_for(int n_tasks, Body&& body) {
    using Plain = std::remove_reference_t<Body>;
    run(n_tasks, const_cast<void*>(static_cast<const void*>(&body)),
        [](void* context, int task, int thread) { (*static_cast<Plain*>(context))(task, thread); });
  }

 private:
  using Call = void (*)(void* context, int task, int thread);

  void run(int n_tasks, void* context, Call call);
  void work(int thread);
  void take_tasks(int thread);

  // One loop; written by run() before epoch_ moves, read by workers after.
  int n_tasks_ = 0;
  void* context_ = nullptr;
  Call call_ = nullptr;
  alignas(64) std::atomic<int> next_task_{0};
  alignas(64) std::atomic<int> busy_{0};        // workers that have not finished the current loop
  alignas(64) std::atomic<unsigned> epoch_{0};  // counts loops
  std::atomic<bool> stop_{false};
  std::vector<std::thread> workers_;
};

}  // namespace hearth
