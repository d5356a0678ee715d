// Client: sends a request and waits for the answer, over TCP, TLS or a Unix socket. For the command line and tests.
//
//   Client client({.address = to_connect(address)});
//   ClientResponse answer = TRY(client.send({.method = Method::kGet, .path = "/api/tags"}));
//
// Each call is a connection of its own. Redirects are not followed: they are answers like others, so nothing that was
// meant for one host reaches another.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/address.h"
#include "http/cancel.h"
#include "http/http.h"

namespace hearth::http {

// A body that is not held in memory: `size_bytes` bytes from `read`, which fills a part of the span and never 0 bytes.
struct BodySource {
  uint64_t size_bytes = 0;
  std::function<Result<size_t>(std::span<char>)> read{};
};

struct ClientOptions {
  Address address{};      // to_connect() of it
  std::string ca_file{};  // PEM of the authorities to trust instead of the system's
  std::chrono::milliseconds connect_time{10'000};
  std::chrono::milliseconds idle_time{0};  // without a byte from the server, 0 is for ever: a model may load for long
  size_t max_header_bytes = size_t{64} << 10;
  size_t max_body_bytes = size_t{256} << 20;  // of an answer that send() holds
};

struct ClientRequest {
  Method method = Method::kGet;
  std::string path{};  // encoded, with the query
  Headers headers{};
  std::string body{};
  const BodySource* source = nullptr;  // instead of `body`
};

struct ClientResponse {
  int status = 0;
  std::string reason{};  // of the status line: "Not Found"
  Headers headers{};
  std::string body{};
};

class Client {
 public:
  // `cancel`, if any, lives as long as the client.
  explicit Client(ClientOptions options, const Cancel* cancel = nullptr);

  // ErrorCode::kIo: no answer, or half of one; the message says what to do when nobody listens.
  Result<ClientResponse> send(const ClientRequest& request);

  // Hands the body to `on_part` as it arrives, and returns the answer without it. `on_part` gets the answer so far (its
  // status and headers); an error from it ends the call and is returned.
  using OnPart = std::function<Status(const ClientResponse& head, std::string_view part)>;
  Result<ClientResponse> stream(const ClientRequest& request, const OnPart& on_part);

 private:
  ClientOptions options_;
  const Cancel* cancel_;
};

}  // namespace hearth::http
