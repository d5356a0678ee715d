// What a route of the server sees: a Request, the Response that it gives, and the Exchange that joins the two.
//
// A handler runs on a worker thread of its own and may block: on a model that loads, on the engine's next token, on
// the disk. It reads as straight code, and a client that is slow holds up its own thread only; connections that wait
// for a request hold none. The price is a thread for each request that runs, some ten KiB while it is blocked, which
// ServerLimits::max_running bounds.
//
//   void chat(Exchange& exchange) {
//     auto request = api::parse_chat(exchange.request().body);
//     if (!request) return exchange.respond(error_response(400, request.error().message));
//     Generation generation = engine.start(*request);
//     std::stop_callback cancel(exchange.stop_token(), [&] { generation.cancel(); });
//     exchange.start({.headers = {{"Content-Type", "application/x-ndjson"}}});
//     while (auto event = generation.next())
//       if (!exchange.write(ndjson_line(to_json(*event)))) return;
//   }
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/headers.h"

namespace hearth::http {

enum class Method { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions };

std::string_view method_name(Method method);
// Nothing for a method that Hearth has no use for.
std::optional<Method> find_method(std::string_view name);

// How the client reached us: what needs no key may depend on it.
enum class PeerKind { kUnix, kLoopback, kNetwork };

struct Request {
  Method method = Method::kGet;
  std::string path{};   // decoded, without dot segments and repeated slashes: "/api/tags"
  std::string query{};  // as sent, without the question mark
  Headers headers{};
  std::string body{};                                         // empty on a route that streams its body
  std::vector<std::pair<std::string, std::string>> params{};  // the route's :names, decoded
  std::string peer{};                                         // "127.0.0.1:51234", "[::1]:51234" or "unix"
  PeerKind peer_kind = PeerKind::kNetwork;

  // The value of a `:name` in the route's pattern, which has it.
  std::string_view param(std::string_view name) const;
};

// Content-Length, Transfer-Encoding, Connection, Date and the headers of CORS are the server's to set.
struct Response {
  int status = 200;
  Headers headers{};
  std::string body{};
};

Response json_response(int status, std::string json);  // application/json; charset=utf-8
Response text_response(int status, std::string text);  // text/plain; charset=utf-8
// {"error":"..."}, the shape in which Ollama's clients look for a message.
Response error_response(int status, std::string_view message);

// One request and the way to answer it, valid until the handler returns. The handler answers once: with respond(), or
// with start() and any number of write(). A handler that returns or throws without an answer has the client told
// 500; one that throws within a streamed answer has the connection cut, so that it cannot pass for complete.
// Methods are called from one thread at a time, which need not be the handler's own.
class Exchange {
 public:
  virtual ~Exchange() = default;

  virtual const Request& request() const = 0;

  // The next part of a streamed body, at least one byte unless it has ended, then 0. Waits for the client. An error
  // is a client that went away, stalled, sent more than the route's limit or something malformed; it has been answered.
  virtual Result<size_t> read_body(std::span<char> into) = 0;

  // The whole answer. Compressed when it is long, of text and the client takes gzip.
  virtual void respond(Response response) = 0;

  // Status and headers of a streamed answer; they leave with the first write(). `head.body` is empty.
  virtual void start(Response head) = 0;
  // Sends the next part of a streamed answer at once; an empty one sends the head, when it has not left yet. Waits
  // while the client has not yet taken what was written before. False when nobody listens any more, then the handler
  // should return; it stays false.
  [[nodiscard]] virtual bool write(std::string_view part) = 0;

  // Requested when the client is gone or the server gives up waiting at its stop. Callbacks run on the I/O thread,
  // at once, so they only set flags and wake others.
  virtual std::stop_token stop_token() const = 0;
};

using Handler = std::function<void(Exchange&)>;

}  // namespace hearth::http
