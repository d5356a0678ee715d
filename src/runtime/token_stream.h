// TokenStream: the events of one request on their way from the engine's thread to who asked.
//
// It holds a bounded number of events. Who reads slowly makes it full; the engine then leaves the sequence out until
// half is read again, and nobody else waits. Dropping or cancelling it ends the request within a step.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "runtime/event.h"
#include "runtime/scheduler.h"

namespace hearth::runtime {

// How a stream tells the engine that there is something to do. Outlives both.
class Wakeup {
 public:
  // The step in work is not wanted as it is: a long part of it is for a request that was cancelled.
  std::atomic<bool> abort_step{false};

  void notify();
  // Until notified since the last wait.
  void wait();

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool notified_ = false;
};

class TokenStream {
 public:
  explicit TokenStream(std::shared_ptr<Wakeup> engine) : engine_(std::move(engine)) {}

  // --- for who reads, on any thread -------------------------------------------------------------------------

  // Waits for the next event. Nothing comes after the one with `finish`.
  Event next();
  // Whether there is an event, after this long at most.
  bool wait_for(std::chrono::milliseconds time);
  // The next event if there is one.
  std::optional<Event> try_next();
  // Called on the engine's thread whenever an event arrives, and at once if one has: it must not block, and not call
  // back into the stream. For readers that wait for several things.
  void on_event(std::function<void()> callback);
  // Nobody wants the rest: it ends with kCancelled.
  void cancel();
  // Place in the queue, 1 for the next; 0 once it runs.
  int32_t queue_position() const { return queue_position_.load(std::memory_order_relaxed); }

  // --- for the engine ---------------------------------------------------------------------------------------

  void push(Event event);
  StreamState state() const;
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }
  // Whether cancelling aborts the step in work, because much of it is for this request.
  void set_aborts_step(bool aborts) { aborts_step_.store(aborts, std::memory_order_relaxed); }
  void set_queue_position(int32_t position) { queue_position_.store(position, std::memory_order_relaxed); }

 private:
  static constexpr size_t kCapacity = 64;

  // What taking one event does beside; `mutex_` is held.
  Event take();

  std::shared_ptr<Wakeup> engine_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Event> events_;
  bool full_ = false;
  std::function<void()> callback_;
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> aborts_step_{false};
  std::atomic<int32_t> queue_position_{0};
};

}  // namespace hearth::runtime
