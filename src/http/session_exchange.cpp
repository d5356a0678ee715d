#include "http/session_exchange.h"

#include <algorithm>
#include <exception>

#include "base/check.h"
#include "http/gzip.h"

namespace hearth::http {
namespace {

constexpr size_t kMaxOutgoingBytes = size_t{64} << 10;  // that wait for the client before write() does

}  // namespace

SessionExchange::SessionExchange(Request request, std::function<void()> wake)
    : request_(std::move(request)), wake_(std::move(wake)) {}

// Ends a change by the handler: the I/O thread is woken once for all that it has not yet taken.
void SessionExchange::note(std::unique_lock<std::mutex>& lock) {
  const bool wake = !std::exchange(woken_, true);
  lock.unlock();
  if (wake) wake_();
}

Result<size_t> SessionExchange::read_body(std::span<char> into) {
  CHECK(!into.empty());
  std::unique_lock lock(mutex_);
  if (incoming_.empty() && !body_ended_ && !body_error_ && !left_) {
    wants_body_ = true;
    note(lock);
    lock.lock();
    changed_.wait(lock, [this] { return !incoming_.empty() || body_ended_ || body_error_ || left_; });
    wants_body_ = false;
  }
  if (body_error_) return std::unexpected(*body_error_);
  if (incoming_.empty() && !body_ended_) return fail(ErrorCode::kIo, "the client went away");
  const size_t n = std::min(into.size(), incoming_.size());
  std::copy_n(incoming_.begin(), n, into.begin());
  incoming_.erase(0, n);
  return n;
}

void SessionExchange::respond(Response response) {
  compress_if_useful(request_.headers, response);
  std::unique_lock lock(mutex_);
  CHECK(!answered_);
  answered_ = true;
  answer_ = Answer::kWhole;
  head_ = std::move(response);
  note(lock);
}

void SessionExchange::start(Response head) {
  const std::scoped_lock lock(mutex_);
  CHECK(!answered_ && head.body.empty());
  answered_ = true;
  answer_ = Answer::kStreamed;
  head_ = std::move(head);
}

bool SessionExchange::write(std::string_view part) {
  std::unique_lock lock(mutex_);
  CHECK(answered_);
  changed_.wait(lock, [this] { return left_ || outgoing_.size() < kMaxOutgoingBytes; });
  if (left_) return false;
  outgoing_ += part;
  head_due_ = true;
  note(lock);
  return true;
}

void SessionExchange::run(const Handler& handler) {
  try {
    handler(*this);
    finish("");
  } catch (const std::exception& error) {
    finish(error.what());
  }
}

void SessionExchange::finish(std::string error) {
  std::unique_lock lock(mutex_);
  if (!answered_) {
    if (error.empty()) error = "the handler gave no answer";
    answered_ = true;
    answer_ = Answer::kWhole;
    head_ = error_response(500, "internal server error");
  } else {
    broken_ = !error.empty();
  }
  error_ = std::move(error);
  finished_ = true;
  note(lock);
}

SessionExchange::Work SessionExchange::take() {
  const std::scoped_lock lock(mutex_);
  woken_ = false;
  Work work{.answer = Answer::kNone,
            .head = {},
            .part = std::exchange(outgoing_, {}),
            .wants_body = wants_body_ && incoming_.empty() && !body_ended_ && !body_error_,
            .finished = finished_,
            .broken = broken_};
  // The head of a streamed answer goes with its first part, which may be empty.
  if (answer_ == Answer::kWhole || head_due_ || finished_) {
    work.answer = std::exchange(answer_, Answer::kNone);
    if (work.answer != Answer::kNone) work.head = std::move(head_);
  }
  changed_.notify_all();
  return work;
}

void SessionExchange::give_body(std::string part) {
  const std::scoped_lock lock(mutex_);
  body_ended_ = part.empty();
  incoming_ = std::move(part);
  changed_.notify_all();
}

void SessionExchange::fail_body(Error error) {
  const std::scoped_lock lock(mutex_);
  body_error_ = std::move(error);
  changed_.notify_all();
}

void SessionExchange::leave() {
  {
    const std::scoped_lock lock(mutex_);
    left_ = true;
    changed_.notify_all();
  }
  stop_.request_stop();  // outside the lock: its callbacks are not ours
}

}  // namespace hearth::http
