// Transport: a connected socket, plain or under TLS, whose operations end in a callback on the I/O thread. Private to
// this folder.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "http/tls.h"

namespace hearth::http {

class Transport {
 public:
  using Done = std::move_only_function<void(std::error_code error, size_t n_bytes)>;

  virtual ~Transport() = default;

  // One of each may be under way. Buffers stay until `done` was called, which also close() brings about; it is never
  // called within the call that starts the operation.
  virtual void handshake(Done done) = 0;
  virtual void read_some(std::span<char> into, Done done) = 0;
  virtual void write_all(std::string_view bytes, Done done) = 0;
  // Says that nothing more will be written.
  virtual void shut_down(Done done) = 0;
  virtual void close() = 0;
};

// Both take `fd` over, which does not block.
std::unique_ptr<Transport> make_plain_transport(const boost::asio::any_io_executor& executor, int fd);
std::unique_ptr<Transport> make_tls_transport(const boost::asio::any_io_executor& executor, int fd, TlsEnd end);

}  // namespace hearth::http
