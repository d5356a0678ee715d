// Connection: the server's end of a socket, as the coroutine on the I/O thread uses it: bytes in, read ahead; bytes
// out, within a time; and its end. Private to this folder.
//
// Everything that can happen (bytes arrive, the connection ends, a write is done, the handler has something, time is
// up) wakes the coroutine through one signal, and it looks again at what it was waiting for.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

#include "http/inbound.h"
#include "http/transport.h"

namespace hearth::http {

class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  // `changed` is called on the I/O thread when bytes have arrived or the client is gone.
  Connection(const boost::asio::any_io_executor& executor, std::unique_ptr<Transport> transport,
             std::function<void()> changed, size_t max_inbound_bytes);

  // What the client sent and nobody has used.
  Inbound& inbound() { return inbound_; }
  // Nothing can be sent any more.
  bool lost() const { return lost_; }
  // Nothing can be sent, or nothing more will come.
  bool gone() const { return lost_ || inbound_.ended(); }

  // False when it failed or took longer than `limit`.
  boost::asio::awaitable<bool> shake_hands(std::chrono::milliseconds limit);
  // Sends all of `bytes`; false when the connection is lost, also because the client takes nothing for `limit`.
  boost::asio::awaitable<bool> send(std::string_view bytes, std::chrono::milliseconds limit);
  // Says goodbye, so that the client can read what was sent.
  boost::asio::awaitable<void> linger();
  // Cuts the connection and waits until no operation is under way.
  boost::asio::awaitable<void> close();

  // Until wake(), also before this call, or `deadline`.
  boost::asio::awaitable<void> wait_until(Clock::time_point deadline);
  void wake();
  // Ends every operation.
  void cut();

 private:
  boost::asio::awaitable<void> wait_for(const bool& done, Clock::time_point deadline);

  const std::function<void()> changed_;
  const std::unique_ptr<Transport> transport_;
  boost::asio::steady_timer timer_;
  bool woken_ = false;
  bool lost_ = false;
  Inbound inbound_;
};

}  // namespace hearth::http
