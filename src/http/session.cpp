#include "http/session.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <exception>

#include "base/text.h"

namespace hearth::http {
namespace {

namespace asio = boost::asio;

constexpr size_t kMaxInboundBytes = size_t{128} << 10;  // read ahead, and so the largest part of a body
constexpr size_t kMaxJoinedBytes = size_t{64} << 10;    // of a body that leaves in one piece with its head

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

// A request that the server waits for when it stops.
class RunningMark {
 public:
  explicit RunningMark(Shared& shared) : shared_(shared) { shared_.on_running(+1); }
  ~RunningMark() { shared_.on_running(-1); }
  RunningMark(const RunningMark&) = delete;
  RunningMark& operator=(const RunningMark&) = delete;

 private:
  Shared& shared_;
};

}  // namespace

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
      arrival_(std::move(arrival)),
      connection_(
          executor, std::move(transport), [this] { on_change(); },
          std::max(kMaxInboundBytes, shared.limits.max_header_bytes + 1)) {}

Session::~Session() {
  if (exchange_) exchange_->leave();
}

// --- from the server -----------------------------------------------------------------------------------------

void Session::finish_soon() {
  finish_soon_ = true;
  if (idle_) connection_.wake();
}

void Session::request_stop() {
  if (exchange_) exchange_->request_stop();
}

void Session::abort() {
  finish_soon_ = true;
  connection_.cut();
}

// --- the connection ------------------------------------------------------------------------------------------

// A client that has closed its side is taken for gone while its request runs, as Go's server does it.
void Session::on_change() {
  if (!exchange_) return;
  if (connection_.gone()) exchange_->leave();
  connection_.inbound().read_ahead();
}

asio::awaitable<void> Session::run() {
  try {
    co_await serve();
  } catch (const std::exception&) {
    connection_.cut();  // out of memory, most likely: this connection ends, the others go on
  }
  co_await connection_.close();
}

asio::awaitable<void> Session::serve() {
  const bool connected = co_await connection_.shake_hands(shared_.limits.header_time);
  if (!connected) co_return;
  for (bool go_on = true; go_on && !finish_soon_ && !connection_.lost();) go_on = co_await take_turn();
  if (!connection_.gone()) co_await connection_.linger();
}

asio::awaitable<bool> Session::send(std::string_view bytes) {
  return connection_.send(bytes, shared_.limits.write_time);
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
  connection_.inbound().shrink();
  for (;;) {
    if (!begun && !connection_.inbound().bytes().empty()) {
      begun = true;
      turn.started = Clock::now();
      deadline = turn.started + shared_.limits.header_time;
    }
    std::optional<Refusal> refusal;
    if (begun) {
      const auto used = turn.parser.put(connection_.inbound().bytes());
      if (used) connection_.inbound().use(*used);
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
    if (connection_.gone() || (finish_soon_ && !begun) || Clock::now() >= deadline) co_return false;
    connection_.inbound().read_ahead();
    idle_ = !begun;
    co_await connection_.wait_until(deadline);
    idle_ = false;
  }
}

Response Session::dressed(const Turn& turn, Response refusal) const {
  return shared_.dress_refusal ? shared_.dress_refusal(turn.request(), std::move(refusal)) : refusal;
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
    co_await send_whole(turn, dressed(turn, *std::move(turn.admission.refusal)));
    co_return;
  }
  co_await run_handler(turn);
}

// Reads the body of a refused request as far as it has arrived. When that is all of it, the connection can go on.
void Session::use_sent_body(Turn& turn) {
  while (!turn.parser.done()) {
    const auto used = turn.parser.put(connection_.inbound().bytes());
    if (!used || *used == 0) return;
    connection_.inbound().use(*used);
    (void)turn.parser.take_body();
  }
}

// --- the body ------------------------------------------------------------------------------------------------

// The next part of the body in `part`, which is empty at its end.
asio::awaitable<std::optional<Refusal>> Session::read_body_part(Turn& turn, std::string& part,
                                                                Clock::time_point deadline) {
  if (std::exchange(turn.awaits_continue, false) && connection_.inbound().bytes().empty() && !turn.parser.done() &&
      !turn.begun) {
    co_await send("HTTP/1.1 100 Continue\r\n\r\n");
  }
  for (;;) {
    size_t n_used = 0;
    if (!turn.parser.done()) {
      const auto used = turn.parser.put(connection_.inbound().bytes());
      if (!used) co_return used.error();
      n_used = *used;
      connection_.inbound().use(n_used);
    }
    part = turn.parser.take_body();
    turn.received_bytes += part.size();
    if (turn.received_bytes > turn.max_body_bytes()) {
      co_return Refusal{413, concat("the body is longer than ", turn.max_body_bytes(), " bytes")};
    }
    if (!part.empty() || turn.parser.done()) co_return std::nullopt;
    if (n_used > 0) continue;
    if (connection_.inbound().full()) co_return Refusal{400, "malformed message: a chunk's header is too long"};
    if (connection_.gone()) co_return Refusal{400, "the body is cut short"};
    if (Clock::now() >= deadline) co_return Refusal{408, "the body took too long"};
    connection_.inbound().read_ahead();
    co_await connection_.wait_until(deadline);
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
      if (const auto alive = session.lock()) alive->connection_.wake();
    });
  };
  exchange_ = std::make_shared<SessionExchange>(std::move(turn.admission.request), std::move(wake));
  turn.exchange = exchange_;
  const RunningMark mark(shared_);
  const bool taken =
      shared_.workers.run([exchange = exchange_, route = turn.admission.route] { exchange->run(route->handler); });
  if (taken) co_await exchange_with_handler(turn);
  exchange_.reset();
  if (!taken) {
    Response busy = error_response(503, "server busy, please try again.  maximum pending requests exceeded");
    busy.headers.set("Retry-After", "1");
    co_await send_whole(turn, dressed(turn, std::move(busy)));
  }
}

asio::awaitable<void> Session::exchange_with_handler(Turn& turn) {
  on_change();  // reads ahead from here on, and notices an end that came before
  for (;;) {
    SessionExchange::Work work = exchange_->take();
    const bool finished = work.finished, wants_body = work.wants_body;
    const bool something = work.answer != SessionExchange::Answer::kNone || !work.part.empty();
    if (something || finished) co_await send_work(turn, std::move(work));
    if (finished) break;
    if (wants_body) {
      co_await feed_body(turn);
    } else if (!something) {
      co_await connection_.wait_until(Clock::time_point::max());
    }
  }
}

// A body that failed is answered by us, once the handler has come back.
asio::awaitable<void> Session::send_work(Turn& turn, SessionExchange::Work work) {
  using Answer = SessionExchange::Answer;
  if (turn.failure && !turn.begun) {
    if (work.finished) {
      co_await send_whole(turn, dressed(turn, error_response(turn.failure->status, turn.failure->message)));
    }
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
  const bool ends_well = work.finished && !work.broken && !connection_.inbound().ended();
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
  const bool joined = body.size() <= kMaxJoinedBytes;
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
                       .client_left = !turn.complete && connection_.gone(),
                       .error = turn.exchange ? turn.exchange->error() : ""});
}

}  // namespace hearth::http
