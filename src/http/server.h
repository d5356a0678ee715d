// Server: listens on its addresses and answers requests by the routes of a Router.
//
// One I/O thread runs a coroutine for each connection: it reads requests within the limits, checks Origin and Host,
// finds the route, hands the request to a worker thread (http.h says why) and sends what that thread answers. While a
// handler runs the connection is still read from, a little ahead, so that a client that goes away is noticed at once.
//
//   Router router;
//   router.add({.method = Method::kGet, .pattern = "/api/version", .handler = version});
//   auto server = TRY(Server::start({.addresses = {address}}, std::move(router)));
//   wait_for_sigterm();
//   server->drain(std::chrono::seconds(30));
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/address.h"
#include "http/http.h"
#include "http/origin.h"
#include "http/router.h"

namespace hearth::http {

struct ServerLimits {
  size_t max_connections = 4096;                // more are told 503 and closed
  size_t max_running = 1024;                    // requests whose handler runs; more are told 503
  size_t max_header_bytes = size_t{64} << 10;   // request line and headers; more is 431
  size_t max_buffered_bytes = size_t{1} << 30;  // all bodies that are held whole, together; more is 503
  std::chrono::milliseconds header_time{
      10'000};                                   // from the first byte of a request to the end of its headers; then 408
  std::chrono::milliseconds idle_time{120'000};  // between two requests; then the connection is closed
  std::chrono::milliseconds body_time{30'000};   // without a byte of the body; then 408
  size_t min_body_bytes_per_s = 1024;            // of a whole body, on average after body_time; less is 408
  std::chrono::milliseconds write_time{300'000};  // in which a client takes nothing; then the connection is closed
};

struct TlsFiles {
  std::string certificate{};  // PEM, the chain from the server's own on
  std::string key{};          // PEM
};

// What one request came to, for the log and for metrics.
struct Finished {
  const Request* request;  // valid during the call
  const Route* route;      // null when there was none
  int status;
  uint64_t sent_bytes;  // of the body, as sent
  std::chrono::nanoseconds duration;
  bool client_left;   // before the answer was complete
  std::string error;  // what the handler threw, which is a bug; else empty
};

enum class HostCheck {
  kOnLoopback,  // on listeners that only this machine reaches, as Ollama does it
  kAlways,
};

struct ServerOptions {
  std::vector<Address> addresses{};  // at least one
  ServerLimits limits{};
  OriginPolicy origins{};
  HostCheck host_check = HostCheck::kOnLoopback;
  std::vector<std::string> extra_hosts{};  // further names that Host may have where it is checked
  std::optional<TlsFiles> tls{};           // on the TCP addresses
  // Asked before a request's body is read; an answer (401, 429) goes to the client and the handler does not run. On
  // the I/O thread, so it must not wait.
  std::function<std::optional<Response>(const Request&, const Route&)> gate{};
  // Makes of an answer that is the server's own (404, 413, 503, the gate's) the one that a client of that path expects.
  // On the I/O thread.
  std::function<Response(const Request&, Response)> dress_refusal{};
  // Told of each request when it is over, on the I/O thread.
  std::function<void(const Finished&)> on_finished{};
};

class Server {
 public:
  // Listens; when it returns, clients can connect.
  static Result<std::unique_ptr<Server>> start(ServerOptions options, Router router);
  // Cuts what still runs, and waits for the handlers to return.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Where it listens, with the ports that were asked for as 0 filled in.
  const std::vector<Address>& addresses() const;

  // From now on requests are told 503 and idle connections are closed; waits until those that run are answered,
  // `limit` at most. Then cancels the rest. True when none had to be.
  bool drain(std::chrono::milliseconds limit);

  // Reads certificate and key again, for new connections; at an error the old ones stay.
  Status reload_tls();

 private:
  class State;
  explicit Server(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace hearth::http
