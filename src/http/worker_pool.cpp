#include "http/worker_pool.h"

#include <system_error>

namespace hearth::http {

WorkerPool::~WorkerPool() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::run(std::move_only_function<void()> task) {
  const std::scoped_lock lock(mutex_);
  if (n_free_ == 0) {
    if (threads_.size() >= max_threads_) return false;
    try {
      threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {  // the machine's limit is below ours
      return false;
    }
    ++n_free_;
  }
  --n_free_;
  tasks_.push_back(std::move(task));
  wake_.notify_one();
  return true;
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stop_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    std::move_only_function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    task = nullptr;  // what it holds goes before the thread counts as free
    lock.lock();
    ++n_free_;
  }
}

}  // namespace hearth::http
