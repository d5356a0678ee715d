#include "runtime/token_stream.h"

namespace hearth::runtime {

void Wakeup::notify() {
  {
    const std::lock_guard lock(mutex_);
    notified_ = true;
  }
  condition_.notify_one();
}

void Wakeup::wait() {
  std::unique_lock lock(mutex_);
  condition_.wait(lock, [&] { return notified_; });
  notified_ = false;
}

Event TokenStream::take() {
  Event event = std::move(events_.front());
  events_.pop_front();
  if (full_ && events_.size() <= kCapacity / 2) {
    full_ = false;
    engine_->notify();
  }
  return event;
}

Event TokenStream::next() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [&] { return !events_.empty(); });
  return take();
}

bool TokenStream::wait_for(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return arrived_.wait_for(lock, time, [&] { return !events_.empty(); });
}

std::optional<Event> TokenStream::try_next() {
  const std::lock_guard lock(mutex_);
  if (events_.empty()) return std::nullopt;
  return take();
}

void TokenStream::on_event(std::function<void()> callback) {
  const std::lock_guard lock(mutex_);
  callback_ = std::move(callback);
  if (callback_ && !events_.empty()) callback_();
}

void TokenStream::cancel() {
  cancelled_.store(true, std::memory_order_relaxed);
  // One that comes as the step ends may hit the next one, which then is computed a second time: no harm.
  if (aborts_step_.load(std::memory_order_relaxed)) engine_->abort_step.store(true, std::memory_order_relaxed);
  engine_->notify();
}

void TokenStream::push(Event event) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    full_ = full_ || events_.size() >= kCapacity;
    if (callback_) callback_();
  }
  arrived_.notify_one();
}

StreamState TokenStream::state() const {
  const std::lock_guard lock(mutex_);
  return full_ ? StreamState::kFull : StreamState::kReady;
}

}  // namespace hearth::runtime
