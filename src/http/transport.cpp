#include "http/transport.h"

#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <tuple>

#include "base/check.h"
#include "http/tls_context.h"

namespace hearth::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Socket = asio::generic::stream_protocol::socket;

Socket adopt(const asio::any_io_executor& executor, int fd) {
  int family = 0;
  socklen_t size = sizeof family;
  CHECK(getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0);
  return Socket(executor, asio::generic::stream_protocol(family, 0), fd);
}

auto handler(Transport::Done done) {
  return [done = std::move(done)](const error_code& error, size_t n_bytes) mutable { done(error, n_bytes); };
}
auto handler_without_size(Transport::Done done) {
  return [done = std::move(done)](const error_code& error) mutable { done(error, 0); };
}

class PlainTransport final : public Transport {
 public:
  PlainTransport(const asio::any_io_executor& executor, int fd) : socket_(adopt(executor, fd)) {}

  void handshake(Done done) override { post_done({}, std::move(done)); }
  void read_some(std::span<char> into, Done done) override {
    socket_.async_read_some(asio::buffer(into.data(), into.size()), handler(std::move(done)));
  }
  void write_all(std::string_view bytes, Done done) override {
    asio::async_write(socket_, asio::buffer(bytes), handler(std::move(done)));
  }
  void shut_down(Done done) override {
    error_code error;
    std::ignore = socket_.shutdown(Socket::shutdown_send, error);
    post_done(error, std::move(done));
  }
  void close() override {
    error_code ignored;
    std::ignore = socket_.close(ignored);
  }

 private:
  void post_done(error_code error, Done done) {
    asio::post(socket_.get_executor(), [error, done = std::move(done)]() mutable { done(error, 0); });
  }

  Socket socket_;
};

class TlsTransport final : public Transport {
 public:
  TlsTransport(const asio::any_io_executor& executor, int fd, TlsEnd end)
      : end_(std::move(end)), stream_(adopt(executor, fd), end_.context->ssl) {
    if (end_.role == TlsEnd::Role::kServer) return;
    SSL_set_tlsext_host_name(stream_.native_handle(), end_.host.c_str());
    stream_.set_verify_callback(asio::ssl::host_name_verification(end_.host));
  }

  void handshake(Done done) override {
    const bool server = end_.role == TlsEnd::Role::kServer;
    stream_.async_handshake(server ? asio::ssl::stream_base::server : asio::ssl::stream_base::client,
                            handler_without_size(std::move(done)));
  }
  void read_some(std::span<char> into, Done done) override {
    stream_.async_read_some(asio::buffer(into.data(), into.size()), handler(std::move(done)));
  }
  void write_all(std::string_view bytes, Done done) override {
    asio::async_write(stream_, asio::buffer(bytes), handler(std::move(done)));
  }
  void shut_down(Done done) override { stream_.async_shutdown(handler_without_size(std::move(done))); }
  void close() override {
    error_code ignored;
    std::ignore = stream_.next_layer().close(ignored);
  }

 private:
  const TlsEnd end_;
  asio::ssl::stream<Socket> stream_;
};

}  // namespace

std::unique_ptr<Transport> make_plain_transport(const asio::any_io_executor& executor, int fd) {
  return std::make_unique<PlainTransport>(executor, fd);
}

std::unique_ptr<Transport> make_tls_transport(const asio::any_io_executor& executor, int fd, TlsEnd end) {
  return std::make_unique<TlsTransport>(executor, fd, std::move(end));
}

}  // namespace hearth::http
