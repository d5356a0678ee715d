#include "http/client_connection.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/text.h"

namespace hearth::http {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

std::unexpected<Error> cancelled() { return fail(ErrorCode::kIo, "cancelled"); }

std::unexpected<Error> cannot_connect(const Address& address, std::string_view why) {
  return fail(ErrorCode::kIo, concat("cannot connect to ", address.url(), ": ", why));
}

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

Result<std::vector<SocketAddress>> resolve(const Address& address) {
  std::vector<SocketAddress> found(1);
  if (address.kind == Address::Kind::kUnix) {
    auto* name = reinterpret_cast<sockaddr_un*>(&found[0].storage);
    if (address.socket_path.size() >= sizeof name->sun_path) return cannot_connect(address, "the path is too long");
    name->sun_family = AF_UNIX;
    std::memcpy(name->sun_path, address.socket_path.c_str(), address.socket_path.size() + 1);
    found[0].size = sizeof *name;
    return found;
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (const int error = getaddrinfo(address.host.c_str(), concat(address.port).c_str(), &hints, &list); error != 0) {
    return cannot_connect(address, gai_strerror(error));
  }
  found.clear();
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    SocketAddress one{.storage = {}, .size = entry->ai_addrlen};
    std::memcpy(&one.storage, entry->ai_addr, entry->ai_addrlen);
    found.push_back(one);
  }
  freeaddrinfo(list);
  return found;
}

// Waits until `fd` is connected: 0, or the error of errno; ECANCELED when cancelled.
int wait_connected(int fd, const Cancel* cancel, Clock::time_point deadline) {
  std::array<pollfd, 2> polled{pollfd{fd, POLLOUT, 0}, pollfd{cancel != nullptr ? cancel->fd() : -1, POLLIN, 0}};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    const int n = poll(polled.data(), polled.size(), static_cast<int>(std::clamp<int64_t>(left, 0, 1 << 30)));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    if (polled[1].revents != 0) return ECANCELED;
    if (n == 0) return ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
  }
}

// The connected socket, or the negative of an error of errno.
int connect_to(const SocketAddress& where, const Cancel* cancel, Clock::time_point deadline) {
  const int fd = socket(where.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -errno;
  int error = 0;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&where.storage), where.size) != 0) error = errno;
  if (error == EINPROGRESS) error = wait_connected(fd, cancel, deadline);
  if (error != 0) {
    close(fd);
    return -error;
  }
  const int on = 1;
  if (where.storage.ss_family != AF_UNIX) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

}  // namespace

ClientConnection::ClientConnection(const ClientOptions& options, const Cancel* cancel)
    : options_(options), cancel_(cancel) {}

ClientConnection::~ClientConnection() {
  if (cancelled_) cancelled_->release();
}

Result<std::unique_ptr<ClientConnection>> ClientConnection::open(const ClientOptions& options, const Cancel* cancel) {
  std::unique_ptr<ClientConnection> connection(new ClientConnection(options, cancel));
  TRY(connection->connect());
  connection->watch_cancel();
  TRY(connection->shake_hands());
  return connection;
}

Status ClientConnection::connect() {
  const Address& address = options_.address;
  const std::vector<SocketAddress> places = TRY(resolve(address));
  const auto deadline = Clock::now() + options_.connect_time;
  int fd = -EHOSTUNREACH;
  for (const SocketAddress& place : places) {
    fd = connect_to(place, cancel_, deadline);
    if (fd >= 0 || fd == -ECANCELED) break;
  }
  if (fd == -ECANCELED) return cancelled();
  if (fd < 0) return cannot_connect(address, std::strerror(-fd));
  if (address.kind == Address::Kind::kUnix || address.security == Address::Security::kPlain) {
    transport_ = make_plain_transport(io_.get_executor(), fd);
    return {};
  }
  auto context = load_client_tls(options_.ca_file);
  if (!context) {
    close(fd);
    return std::unexpected(context.error());
  }
  transport_ = make_tls_transport(io_.get_executor(), fd,
                                  {.context = *context, .role = TlsEnd::Role::kClient, .host = address.host});
  return {};
}

void ClientConnection::watch_cancel() {
  if (cancel_ == nullptr) return;
  cancelled_.emplace(io_, cancel_->fd());
  cancelled_->async_wait(asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
    if (!error) transport_->close();
  });
}

template <class Start>
Result<ClientConnection::Ended> ClientConnection::wait_for(Start start, std::chrono::milliseconds limit) {
  std::optional<Ended> ended;
  start([&ended](std::error_code error, size_t n_bytes) { ended = Ended{.error = error, .n_bytes = n_bytes}; });
  const auto deadline = limit.count() == 0 ? Clock::time_point::max() : Clock::now() + limit;
  bool timed_out = false;
  io_.restart();
  while (!ended) {
    if (limit.count() == 0 || timed_out) {
      io_.run_one();
    } else if (io_.run_one_until(deadline) == 0) {
      timed_out = true;
      transport_->close();
      io_.restart();
    }
  }
  if (cancel_ != nullptr && cancel_->requested()) return cancelled();
  if (timed_out) return fail(ErrorCode::kIo, concat("the server sent nothing for ", limit.count(), " ms"));
  return *ended;
}

Status ClientConnection::shake_hands() {
  const auto start = [this](Transport::Done done) { transport_->handshake(std::move(done)); };
  const Ended ended = TRY(wait_for(start, options_.connect_time));
  if (ended.error) return cannot_connect(options_.address, concat("TLS: ", ended.error.message()));
  return {};
}

Result<size_t> ClientConnection::read(std::span<char> into) {
  const auto start = [&](Transport::Done done) { transport_->read_some(into, std::move(done)); };
  const Ended ended = TRY(wait_for(start, options_.idle_time));
  if (!ended.error) return ended.n_bytes;
  // Many servers end a TLS connection without saying so; whether the answer is complete, its framing tells.
  if (ended.error == asio::error::make_error_code(asio::error::eof) ||
      ended.error == asio::ssl::error::make_error_code(asio::ssl::error::stream_truncated)) {
    return size_t{0};
  }
  return fail(ErrorCode::kIo, concat("reading from ", options_.address.url(), ": ", ended.error.message()));
}

Status ClientConnection::write(std::string_view bytes) {
  const auto start = [&](Transport::Done done) { transport_->write_all(bytes, std::move(done)); };
  const Ended ended = TRY(wait_for(start, options_.idle_time));
  if (ended.error) {
    return fail(ErrorCode::kIo, concat("writing to ", options_.address.url(), ": ", ended.error.message()));
  }
  return {};
}

}  // namespace hearth::http
