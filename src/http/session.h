// Session: one connection of the server, as a coroutine on the I/O thread. It reads a request within the limits, has it
// admitted, lets a worker run the handler and sends the answer, then waits for the next request. Private to this
// folder.
//
// Everything that can happen (bytes arrive, the connection ends, a write is done, the handler has something, time is
// up) wakes the coroutine through one signal, and it looks again at what it was waiting for.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/admission.h"
#include "http/answer_head.h"
#include "http/connection.h"
#include "http/message_parser.h"
#include "http/server.h"
#include "http/session_exchange.h"
#include "http/transport.h"
#include "http/worker_pool.h"

namespace hearth::http {

// What the sessions of a server share. On the I/O thread.
struct Shared {
  const ServerLimits& limits;
  const Rules rules;
  const std::function<Response(const Request&, Response)>& dress_refusal;
  const std::function<void(const Finished&)>& on_finished;
  WorkerPool& workers;
  size_t buffered_bytes = 0;                   // of bodies that are held whole
  bool draining = false;                       // no new requests
  std::function<void(int change)> on_running;  // +1 when a handler starts, -1 when its answer is over
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Shared& shared, const boost::asio::any_io_executor& executor, std::unique_ptr<Transport> transport,
          Arrival arrival);
  ~Session();

  // Until the connection is over. The caller keeps the session alive.
  boost::asio::awaitable<void> run();

  // Closes the connection if no request is under way, and after the one that is.
  void finish_soon();
  // Asks the handler, if one runs, to come to an end.
  void request_stop();
  // Cuts the connection.
  void abort();

 private:
  using Clock = Connection::Clock;
  struct Turn;  // one request and its answer

  // An answer of the server's own, as the client expects it.
  Response dressed(const Turn& turn, Response refusal) const;
  boost::asio::awaitable<void> serve();
  boost::asio::awaitable<bool> take_turn();
  boost::asio::awaitable<bool> read_header(Turn& turn);
  boost::asio::awaitable<void> run_turn(Turn& turn);
  boost::asio::awaitable<std::optional<Refusal>> read_whole_body(Turn& turn);
  boost::asio::awaitable<std::optional<Refusal>> read_body_part(Turn& turn, std::string& part,
                                                                Clock::time_point deadline);
  boost::asio::awaitable<void> run_handler(Turn& turn);
  boost::asio::awaitable<void> exchange_with_handler(Turn& turn);
  boost::asio::awaitable<void> feed_body(Turn& turn);
  boost::asio::awaitable<void> send_work(Turn& turn, SessionExchange::Work work);
  boost::asio::awaitable<void> send_whole(Turn& turn, Response response);
  boost::asio::awaitable<bool> send(std::string_view bytes);

  std::string begin_answer(Turn& turn, Response& head, Framing framing);
  void use_sent_body(Turn& turn);
  void report(Turn& turn);
  void on_change();

  Shared& shared_;
  const boost::asio::any_io_executor executor_;
  const Arrival arrival_;
  Connection connection_;
  std::shared_ptr<SessionExchange> exchange_;  // while a handler runs
  bool idle_ = false;                          // between requests
  bool finish_soon_ = false;
};

}  // namespace hearth::http
