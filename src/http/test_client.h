// For tests of the server: a client that sends exactly the bytes it is told to, a server on a free port, and the
// requests and routes that many tests use.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "http/message_parser.h"
#include "http/server.h"

namespace hearth::http {

class RawClient {
 public:
  explicit RawClient(const Address& address) {
    sockaddr_storage storage{};
    socklen_t size = sizeof(sockaddr_in);
    if (address.kind == Address::Kind::kUnix) {
      auto* name = reinterpret_cast<sockaddr_un*>(&storage);
      name->sun_family = AF_UNIX;
      std::strncpy(name->sun_path, address.socket_path.c_str(), sizeof name->sun_path - 1);
      size = sizeof(sockaddr_un);
    } else {
      auto* ip = reinterpret_cast<sockaddr_in*>(&storage);
      ip->sin_family = AF_INET;
      ip->sin_port = htons(address.port);
      ip->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    fd_ = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // A test that would wait for ever fails instead.
    const timeval limit{.tv_sec = 20, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    CHECK(connect(fd_, reinterpret_cast<sockaddr*>(&storage), size) == 0);
  }
  ~RawClient() { close(); }
  RawClient(RawClient&& other) noexcept : fd_(std::exchange(other.fd_, -1)), rest_(std::move(other.rest_)) {}
  RawClient& operator=(RawClient&&) = delete;

  // False when the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(n));
    }
    return true;
  }
  // What has come and was not read before; empty at the end.
  std::string read_some() {
    if (!rest_.empty()) return std::exchange(rest_, {});
    std::array<char, 16384> buffer;
    const ssize_t n = recv(fd_, buffer.data(), buffer.size(), 0);
    if (n < 0 && errno == EAGAIN) ADD_FAILURE() << "the server has sent nothing for 20 s";
    return n > 0 ? std::string(buffer.data(), static_cast<size_t>(n)) : std::string();
  }
  std::string read_to_end() {
    std::string all;
    for (std::string part = read_some(); !part.empty(); part = read_some()) all += part;
    return all;
  }
  // Up to and with `marker`, or to the end.
  std::string read_until(std::string_view marker) {
    std::string all;
    for (std::string part = read_some(); !part.empty(); part = read_some()) {
      all += part;
      if (const size_t at = all.find(marker); at != std::string::npos) {
        rest_ = all.substr(at + marker.size());
        return all.substr(0, at + marker.size());
      }
    }
    return all;
  }

  struct Answer {
    int status = 0;  // 0: none, or an incomplete one
    Headers headers;
    std::string body;
    bool keep_alive = false;
  };
  Answer read_answer(MessageParser::Kind kind = MessageParser::Kind::kAnswer) {
    MessageParser parser(kind, size_t{1} << 20);
    std::string waiting;
    Answer answer;
    while (!parser.done()) {
      size_t used = 0;
      if (!waiting.empty()) used = parser.put(waiting).value_or(0);
      waiting.erase(0, used);
      answer.body += parser.take_body();
      if (used > 0) continue;
      const std::string part = read_some();
      if (part.empty() && !parser.put_end()) return {};
      waiting += part;
    }
    rest_ = std::move(waiting);
    answer.status = parser.head().status;
    answer.headers = parser.head().headers;
    answer.keep_alive = parser.head().keep_alive;
    return answer;
  }
  Answer ask(std::string_view request) {
    (void)send(request);
    return read_answer();
  }

  void half_close() { shutdown(fd_, SHUT_WR); }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  // Closes with a reset.
  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  int fd() const { return fd_; }

 private:
  int fd_ = -1;
  std::string rest_;
};

inline std::unique_ptr<Server> start_server(std::vector<Route> routes, ServerOptions options = {}) {
  Router router;
  for (Route& route : routes) router.add(std::move(route));
  if (options.addresses.empty()) options.addresses = {parse_address("127.0.0.1:0").value()};
  auto server = Server::start(std::move(options), std::move(router));
  CHECK(server);
  return *std::move(server);
}

inline Route get(std::string pattern, Handler handler) {
  return {.method = Method::kGet, .pattern = std::move(pattern), .handler = std::move(handler)};
}
inline Route post(std::string pattern, Handler handler) {
  return {.method = Method::kPost, .pattern = std::move(pattern), .handler = std::move(handler)};
}
inline Route hello() {
  return get("/", [](Exchange& exchange) { exchange.respond(text_response(200, "Hearth is running")); });
}
inline Route echo() {
  return post("/echo", [](Exchange& exchange) { exchange.respond(text_response(200, exchange.request().body)); });
}

inline std::string get_text(std::string_view path, std::string_view headers = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) + "\r\n";
}
inline std::string post_text(std::string_view path, std::string_view body, std::string_view headers = "") {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(headers) + "\r\n" + std::string(body);
}

// Tells the length and the sum of the bytes of a streamed body.
inline Route upload(uint64_t max_bytes = uint64_t{1} << 30) {
  Route route = post("/upload", [](Exchange& exchange) {
    std::vector<char> part(100000);
    uint64_t total = 0, sum = 0;
    for (;;) {
      const auto n = exchange.read_body(part);
      if (!n || *n == 0) break;
      total += *n;
      for (size_t i = 0; i < *n; ++i) sum += static_cast<unsigned char>(part[i]);
    }
    exchange.respond(text_response(201, std::to_string(total) + " " + std::to_string(sum)));
  });
  route.body_mode = BodyMode::kStreamed;
  route.max_body_bytes = max_bytes;
  return route;
}

inline RawClient connect(const Server& server) { return RawClient(server.addresses().front()); }

}  // namespace hearth::http
