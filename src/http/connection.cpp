#include "http/connection.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace hearth::http {
namespace {

namespace asio = boost::asio;

constexpr size_t kSliceBytes = size_t{64} << 10;     // that the client has to take within the limit
constexpr size_t kMaxLingerBytes = size_t{1} << 20;  // thrown away so that the client can read our last words
constexpr std::chrono::seconds kLingerTime{1};

}  // namespace

Connection::Connection(const asio::any_io_executor& executor, std::unique_ptr<Transport> transport,
                       std::function<void()> changed, size_t max_inbound_bytes)
    : changed_(std::move(changed)),
      transport_(std::move(transport)),
      timer_(executor),
      inbound_(
          *transport_,
          [this] {
            changed_();
            wake();
          },
          max_inbound_bytes) {}

void Connection::wake() {
  woken_ = true;
  timer_.cancel();
}

asio::awaitable<void> Connection::wait_until(Clock::time_point deadline) {
  if (!woken_) {
    timer_.expires_at(deadline);
    boost::system::error_code ignored;  // cancelled is woken
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  woken_ = false;
}

void Connection::cut() {
  lost_ = true;
  transport_->close();
  changed_();
  wake();
}

// Until an operation is `done`. At the deadline the connection is cut, which ends every operation.
asio::awaitable<void> Connection::wait_for(const bool& done, Clock::time_point deadline) {
  while (!done) {
    co_await wait_until(deadline);
    if (done || Clock::now() < deadline) continue;
    cut();
    deadline = Clock::time_point::max();
  }
}

asio::awaitable<bool> Connection::shake_hands(std::chrono::milliseconds limit) {
  bool done = false, failed = false;
  transport_->handshake([&, this](std::error_code error, size_t) {
    done = true;
    failed = static_cast<bool>(error);
    wake();
  });
  co_await wait_for(done, Clock::now() + limit);
  co_return !failed;
}

asio::awaitable<bool> Connection::send(std::string_view bytes, std::chrono::milliseconds limit) {
  while (!bytes.empty() && !lost_) {
    const std::string_view slice = bytes.substr(0, kSliceBytes);
    bool done = false;
    transport_->write_all(slice, [&, this](std::error_code error, size_t) {
      done = true;
      if (error) cut();
      wake();
    });
    co_await wait_for(done, Clock::now() + limit);
    bytes.remove_prefix(slice.size());
  }
  co_return !lost_;
}

// Closing a socket while bytes from the client wait in it would reset the connection and could take our last words
// with it. So the end is announced first, and what still comes is thrown away for a moment.
asio::awaitable<void> Connection::linger() {
  bool shut = false;
  transport_->shut_down([&, this](std::error_code, size_t) {
    shut = true;
    wake();
  });
  const auto deadline = Clock::now() + kLingerTime;
  size_t n_thrown_away = 0;
  while (!gone() && n_thrown_away < kMaxLingerBytes && Clock::now() < deadline) {
    n_thrown_away += inbound_.bytes().size();
    inbound_.use(inbound_.bytes().size());
    inbound_.read_ahead();
    co_await wait_until(deadline);
  }
  co_await wait_for(shut, deadline);
}

asio::awaitable<void> Connection::close() {
  cut();
  while (inbound_.reading()) co_await wait_until(Clock::time_point::max());
}

}  // namespace hearth::http
