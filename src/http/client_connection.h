// ClientConnection: one connection of a client, whose calls wait. Private to this folder.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "http/client.h"
#include "http/transport.h"

namespace hearth::http {

class ClientConnection {
 public:
  static Result<std::unique_ptr<ClientConnection>> open(const ClientOptions& options, const Cancel* cancel);
  ~ClientConnection();
  ClientConnection(const ClientConnection&) = delete;
  ClientConnection& operator=(const ClientConnection&) = delete;

  // At least one byte; 0 when the server has closed.
  Result<size_t> read(std::span<char> into);
  Status write(std::string_view bytes);

 private:
  struct Ended {
    std::error_code error{};
    size_t n_bytes = 0;
  };

  ClientConnection(const ClientOptions& options, const Cancel* cancel);
  Status connect();
  Status shake_hands();
  void watch_cancel();
  // Starts an operation and waits for its end, `limit` at most; 0 is for ever.
  template <class Start>
  Result<Ended> wait_for(Start start, std::chrono::milliseconds limit);

  const ClientOptions& options_;
  const Cancel* cancel_;
  boost::asio::io_context io_{1};
  std::unique_ptr<Transport> transport_;
  std::optional<boost::asio::posix::stream_descriptor> cancelled_;  // readable when it is; not ours to close
};

}  // namespace hearth::http
