#include "http/session.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

#include "base/text.h"

namespace hearth::http {
namespace {

namespace asio = boost::asio;

constexpr size_t kMaxInboundBytes = size_t{128} << 10;  // read ahead, and so the largest part of a body
constexpr size_t kSliceBytes = size_t{64} << 10;        // that a client has ServerLimits::write_time to take
constexpr size_t kMaxLingerBytes = size_t{1} << 20;     // thrown away so that the client can read our last words
constexpr std::chrono::seconds kLingerTime{1};

// Its share of the memory for bodies, given back at its end.
class BodyLease {
 public:
  BodyLease(Shared& shared, size_t max_bytes) : shared_(shared), max_bytes_(max_bytes) {}
  ~BodyLease() { shared_.buffered_bytes -= held_; }
  BodyLease(const BodyLease&) = delete;
  BodyLease& operator=(const BodyLease&) = delete;

  [[nodiscard]] bool grow_to(size_t n_bytes) {
    if (n_bytes <= held_) return true;
    if (n_bytes - held_ > max_bytes_ - std::min(max_bytes_, shared_.buffered_bytes)) return false;
    shared_.buffered_bytes += n_bytes - held_;
    held_ = n_bytes;
    return true;
  }

 private:
  Shared& shared_;
  const size_t max_bytes_;
  size_t held_ = 0;
};

}  // namespace

void Signal::notify() {
  notified_ = true;
  timer_.cancel();
}

asio::awaitable<void> Signal::wait_until(Clock::time_point deadline) {
  if (!notified_) {
    timer_.expires_at(deadline);
    boost::system::error_code ignored;  // cancelled is notified
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  notified_ = false;
}

struct Session::Turn {
  explicit Turn(Shared& shared)
      : parser(MessageParser::Kind::kRequest, shared.limits.max_header_bytes),
        lease(shared, shared.limits.max_buffered_bytes) {}

  MessageParser parser;
  BodyLease lease;
  Clock::time_point started{};
  Admission admission{};
  uint64_t received_bytes = 0;       // of the body
  bool awaits_continue = false;      // the client sends the body only when told to
  std::optional<Refusal> failure{};  // of a streamed body
  // The answer.
  int status = 0;
  Framing framing = Framing::kNone;
  uint64_t sent_bytes = 0;
  bool begun = false;
  bool is_whole = false;
  bool complete = false;
  bool keep_alive = false;
  std::shared_ptr<SessionExchange> exchange{};  // when a handler ran

  const Request& request() const { return exchange ? exchange->request() : admission.request; }
  uint64_t max_body_bytes() const { return admission.route->max_body_bytes; }
};

Session::Session(Shared& shared, const asio::any_io_executor& executor, std::unique_ptr<Transport> transport,
                 Arrival arrival)
    : shared_(shared),
      executor_(executor),
      transport_(std::move(transport)),
      arrival_(std::move(arrival)),
      signal_(executor),
      inbound_(*transport_, [this] { on_inbound(); }, std::max(kMaxInboundBytes, shared.limits.max_header_bytes + 1)) {}

Session::~Session() {
  if (exchange_) exchange_->leave();
}

// --- from the server -----------------------------------------------------------------------------------------

void Session::finish_soon() {
  finish_soon_ = true;
  if (idle_) signal_.notify();
}

void Session::request_stop() {
  if (exchange_) exchange_->request_stop();
}

void Session::abort() {
  finish_soon_ = true;
  lose_client();
  transport_->close();
  signal_.notify();
}

// --- the connection ------------------------------------------------------------------------------------------

void Session::on_inbound() {
  // A client that has closed its side is taken for gone while its request runs, as Go's server does it.
  if (inbound_.ended() && exchange_) exchange_->leave();
  if (exchange_) inbound_.read_ahead();
  signal_.notify();
}

void Session::lose_client() {
  lost_ = true;
  if (exchange_) exchange_->leave();
}

asio::awaitable<void> Session::run() {
  try {
    co_await serve();
  } catch (const std::exception&) {
    // Out of memory, most likely: this connection ends, the others go on.
  }
  lose_client();
  transport_->close();
  while (inbound_.reading()) co_await signal_.wait_until(Clock::time_point::max());
}

asio::awaitable<void> Session::serve() {
  const bool connected = co_await shake_hands();
  if (!connected) co_return;
  for (bool go_on = true; go_on && !finish_soon_ && !lost_;) go_on = co_await take_turn();
  if (!lost_ && !inbound_.ended()) co_await linger();
}

asio::awaitable<bool> Session::shake_hands() {
  bool done = false, failed = false;
  transport_->handshake([&, this](std::error_code error, size_t) {
    done = true;
    failed = static_cast<bool>(error);
    signal_.notify();
  });
  co_await wait_for(done, Clock::now() + shared_.limits.header_time);
  co_return !failed;
}

// Until an operation is `done`. At the deadline the connection is cut, which ends every operation.
asio::awaitable<void> Session::wait_for(const bool& done, Clock::time_point deadline) {
  while (!done) {
    co_await signal_.wait_until(deadline);
    if (done || Clock::now() < deadline) continue;
    lose_client();
    transport_->close();
    deadline = Clock::time_point::max();
  }
}

// Sends all of `bytes`, in slices that the client has to take in time.
asio::awaitable<bool> Session::send(std::string_view bytes) {
  while (!bytes.empty() && !lost_) {
    const std::string_view slice = bytes.substr(0, kSliceBytes);
    bool done = false;
    transport_->write_all(slice, [&, this](std::error_code error, size_t) {
      done = true;
      if (error) lose_client();
      signal_.notify();
    });
    co_await wait_for(done, Clock::now() + shared_.limits.write_time);
    bytes.remove_prefix(slice.size());
  }
  co_return !lost_;
}

// Closing a socket while bytes from the client wait in it would reset the connection and could take our last words
// with it. So the end is announced first, and what still comes is thrown away for a moment.
asio::awaitable<void> Session::linger() {
  bool shut = false;
  transport_->shut_down([&, this](std::error_code, size_t) {
    shut = true;
    signal_.notify();
  });
  const auto deadline = Clock::now() + kLingerTime;
  size_t n_thrown_away = 0;
  while (!inbound_.ended() && n_thrown_away < kMaxLingerBytes && Clock::now() < deadline) {
    n_thrown_away += inbound_.bytes().size();
    inbound_.use(inbound_.bytes().size());
    inbound_.read_ahead();
    co_await signal_.wait_until(deadline);
  }
  co_await wait_for(shut, deadline);
}

// --- one request ---------------------------------------------------------------------------------------------

// Whether the connection can take another request.
asio::awaitable<bool> Session::take_turn() {
  Turn turn(shared_);
  const bool complete = co_await read_header(turn);
  if (!complete) co_return false;
  const MessageHead& head = turn.parser.head();
  turn.admission = admit(head, arrival_, shared_.rules);
  turn.awaits_continue = head.version == 11 && head.headers.has_token("Expect", "100-continue");
  co_await run_turn(turn);
  report(turn);
  co_return turn.complete&& turn.keep_alive;
}

asio::awaitable<bool> Session::read_header(Turn& turn) {
  bool begun = false;
  auto deadline = Clock::now() + shared_.limits.idle_time;
  inbound_.shrink();
  for (;;) {
    if (!begun && !inbound_.bytes().empty()) {
      begun = true;
      turn.started = Clock::now();
      deadline = turn.started + shared_.limits.header_time;
    }
    std::optional<Refusal> refusal;
    if (begun) {
      const auto used = turn.parser.put(inbound_.bytes());
      if (used) inbound_.use(*used);
      if (used && turn.parser.header_done()) co_return true;
      if (!used) refusal = used.error();
      if (!refusal && Clock::now() >= deadline) refusal = Refusal{408, "the request's headers took too long"};
    }
    if (refusal) {
      turn.admission.request.headers = turn.parser.head().headers;
      co_await send_whole(turn, error_response(refusal->status, refusal->message));
      report(turn);
      co_return false;
    }
    if (inbound_.ended() || lost_ || (finish_soon_ && !begun) || Clock::now() >= deadline) co_return false;
    inbound_.read_ahead();
    idle_ = !begun;
    co_await signal_.wait_until(deadline);
    idle_ = false;
  }
}

asio::awaitable<void> Session::run_turn(Turn& turn) {
  if (!turn.admission.refusal && turn.admission.route->body_mode == BodyMode::kWhole) {
    std::optional<Refusal> refusal = co_await read_whole_body(turn);
    if (refusal) turn.admission.refusal = error_response(refusal->status, refusal->message);
  }
  // Asked last, so that no request that is still being read slips past the end of the server's patience.
  if (shared_.draining) turn.admission.refusal = error_response(503, "the server is stopping");
  if (turn.admission.refusal) {
    use_sent_body(turn);
    co_await send_whole(turn, *std::move(turn.admission.refusal));
    co_return;
  }
  co_await run_handler(turn);
}

// Reads the body of a refused request as far as it has arrived. When that is all of it, the connection can go on.
void Session::use_sent_body(Turn& turn) {
  while (!turn.parser.done()) {
    const auto used = turn.parser.put(inbound_.bytes());
    if (!used || *used == 0) return;
    inbound_.use(*used);
    (void)turn.parser.take_body();
  }
}

// --- the body ------------------------------------------------------------------------------------------------

// The next part of the body in `part`, which is empty at its end.
asio::awaitable<std::optional<Refusal>> Session::read_body_part(Turn& turn, std::string& part,
                                                                Clock::time_point deadline) {
  if (std::exchange(turn.awaits_continue, false) && inbound_.bytes().empty() && !turn.parser.done() && !turn.begun) {
    co_await send("HTTP/1.1 100 Continue\r\n\r\n");
  }
  for (;;) {
    size_t n_used = 0;
    if (!turn.parser.done()) {
      const auto used = turn.parser.put(inbound_.bytes());
      if (!used) co_return used.error();
      n_used = *used;
      inbound_.use(n_used);
    }
    part = turn.parser.take_body();
    turn.received_bytes += part.size();
    if (turn.received_bytes > turn.max_body_bytes()) {
      co_return Refusal{413, concat("the body is longer than ", turn.max_body_bytes(), " bytes")};
    }
    if (!part.empty() || turn.parser.done()) co_return std::nullopt;
    if (n_used > 0) continue;
    if (inbound_.full()) co_return Refusal{400, "malformed message: a chunk's header is too long"};
    if (inbound_.ended() || lost_) co_return Refusal{400, "the body is cut short"};
    if (Clock::now() >= deadline) co_return Refusal{408, "the body took too long"};
    inbound_.read_ahead();
    co_await signal_.wait_until(deadline);
  }
}

asio::awaitable<std::optional<Refusal>> Session::read_whole_body(Turn& turn) {
  std::string& body = turn.admission.request.body;
  const auto started = Clock::now();
  for (;;) {
    // A body that dribbles is cut off as one that stops: each part in time, and all of it at a least speed.
    const auto earned = std::chrono::milliseconds(1000 * turn.received_bytes /
                                                  std::max(shared_.limits.min_body_bytes_per_s, size_t{1}));
    const auto deadline =
        std::min(Clock::now() + shared_.limits.body_time, started + shared_.limits.body_time + earned);
    std::string part;
    std::optional<Refusal> refusal = co_await read_body_part(turn, part, deadline);
    if (refusal) co_return refusal;
    if (part.empty()) co_return std::nullopt;
    if (!turn.lease.grow_to(body.size() + part.size())) {
      co_return Refusal{503, "too many long requests at once, try again"};
    }
    body += part;
  }
}

asio::awaitable<void> Session::feed_body(Turn& turn) {
  std::string part;
  std::optional<Refusal> refusal = co_await read_body_part(turn, part, Clock::now() + shared_.limits.body_time);
  if (refusal) {
    exchange_->fail_body({ErrorCode::kIo, refusal->message});
    turn.failure = std::move(refusal);
  } else {
    exchange_->give_body(std::move(part));
  }
}

// --- the handler ---------------------------------------------------------------------------------------------

asio::awaitable<void> Session::run_handler(Turn& turn) {
  auto wake = [executor = executor_, session = weak_from_this()] {
    asio::post(executor, [session] {
      if (const auto alive = session.lock()) alive->signal_.notify();
    });
  };
  exchange_ = std::make_shared<SessionExchange>(std::move(turn.admission.request), std::move(wake));
  turn.exchange = exchange_;
  shared_.on_running(+1);
  const bool taken =
      shared_.workers.run([exchange = exchange_, route = turn.admission.route] { exchange->run(route->handler); });
  if (taken) co_await exchange_with_handler(turn);
  exchange_.reset();
  if (!taken) {
    Response busy = error_response(503, "server busy, please try again.  maximum pending requests exceeded");
    busy.headers.set("Retry-After", "1");
    co_await send_whole(turn, std::move(busy));
  }
  shared_.on_running(-1);
}

asio::awaitable<void> Session::exchange_with_handler(Turn& turn) {
  on_inbound();  // reads ahead from here on, and notices an end that came before
  for (;;) {
    SessionExchange::Work work = exchange_->take();
    const bool finished = work.finished, wants_body = work.wants_body;
    const bool something = work.answer != SessionExchange::Answer::kNone || !work.part.empty();
    if (something || finished) co_await send_work(turn, std::move(work));
    if (finished) break;
    if (wants_body) {
      co_await feed_body(turn);
    } else if (!something) {
      co_await signal_.wait_until(Clock::time_point::max());
    }
  }
}

// A body that failed is answered by us, once the handler has come back.
asio::awaitable<void> Session::send_work(Turn& turn, SessionExchange::Work work) {
  using Answer = SessionExchange::Answer;
  if (turn.failure && !turn.begun) {
    if (work.finished) co_await send_whole(turn, error_response(turn.failure->status, turn.failure->message));
    co_return;
  }
  if (work.answer == Answer::kWhole) {
    co_await send_whole(turn, std::move(work.head));
    co_return;
  }
  if (turn.is_whole) co_return;  // the handler came back after its answer
  std::string bytes;
  if (work.answer == Answer::kStreamed) {
    const bool knows_chunks = turn.parser.head().version == 11;
    bytes = begin_answer(turn, work.head, knows_chunks ? Framing::kChunked : Framing::kClose);
  }
  const bool chunked = turn.framing == Framing::kChunked;
  if (!work.part.empty() && turn.framing != Framing::kNone) {
    if (chunked) bytes += chunk_header(work.part.size());
    bytes += work.part;
    if (chunked) bytes += kChunkEnd;
    turn.sent_bytes += work.part.size();
  }
  // A handler that stopped because its client seemed gone has not said all: that must not look like the end.
  const bool ends_well = work.finished && !work.broken && !inbound_.ended();
  if (ends_well && chunked) bytes += kLastChunk;
  const bool sent = co_await send(bytes);
  turn.complete = sent && ends_well;
}

// --- the answer ----------------------------------------------------------------------------------------------

// The head of the answer as text; what is kept of it is in `turn`.
std::string Session::begin_answer(Turn& turn, Response& head, Framing framing) {
  for (const Headers::Field& field : turn.admission.cors.fields()) head.headers.add(field.name, field.value);
  turn.begun = true;
  turn.status = head.status;
  turn.keep_alive = turn.parser.header_done() && turn.parser.head().keep_alive && turn.parser.done() &&
                    framing != Framing::kClose && !shared_.draining && !finish_soon_;
  HeadStyle style{.framing = framing, .length = head.body.size(), .keep_alive = turn.keep_alive};
  if (turn.parser.header_done()) style.version = turn.parser.head().version;
  if (!has_body(head.status)) style.framing = Framing::kNone;
  turn.framing = turn.request().method == Method::kHead ? Framing::kNone : style.framing;
  return format_head(head, style);
}

asio::awaitable<void> Session::send_whole(Turn& turn, Response response) {
  const std::string head = begin_answer(turn, response, Framing::kLength);
  turn.is_whole = true;
  const std::string_view body = turn.framing == Framing::kNone ? std::string_view() : response.body;
  turn.sent_bytes = body.size();
  // A short answer is one packet.
  const bool joined = body.size() <= kSliceBytes;
  const std::string first = joined ? concat(head, body) : head;
  turn.complete = co_await send(first);
  if (!joined) turn.complete = co_await send(body);
}

void Session::report(Turn& turn) {
  if (!shared_.on_finished) return;
  shared_.on_finished({.request = &turn.request(),
                       .route = turn.admission.route,
                       .status = turn.status,
                       .sent_bytes = turn.sent_bytes,
                       .duration = Clock::now() - turn.started,
                       .client_left = !turn.complete && (lost_ || inbound_.ended()),
                       .error = turn.exchange ? turn.exchange->error() : ""});
}

}  // namespace hearth::http
