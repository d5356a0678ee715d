#include "http/server.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "base/check.h"
#include "base/text.h"
#include "http/answer_head.h"
#include "http/listener.h"
#include "http/session.h"
#include "http/tls.h"

namespace hearth::http {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kAcceptPause{100};  // when the machine has no descriptors left
constexpr std::chrono::seconds kStopGrace{2};           // for handlers that were asked to come to an end

std::string machine_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string ip_text(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* ip = address->sa_family == AF_INET
                       ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(address)->sin_addr)
                       : &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
  return inet_ntop(address->sa_family, ip, text.data(), text.size()) != nullptr ? text.data() : "";
}

bool is_ip(const sockaddr* address) {
  return address != nullptr && (address->sa_family == AF_INET || address->sa_family == AF_INET6);
}

std::vector<std::string> machine_ips() {
  std::vector<std::string> ips;
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return ips;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (is_ip(entry->ifa_addr)) ips.push_back(ip_text(entry->ifa_addr));
  }
  freeifaddrs(list);
  return ips;
}

void set_peer(const sockaddr_storage& address, Arrival& arrival) {
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (!is_ip(generic)) {
    arrival.peer = "unix";
    arrival.peer_kind = PeerKind::kUnix;
    return;
  }
  const uint16_t port =
      ntohs(generic->sa_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port
                                           : reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
  Address peer{.host = ip_text(generic), .port = port};
  // An IPv4 client of a socket for both.
  if (peer.host.starts_with("::ffff:")) peer.host.erase(0, 7);
  arrival.peer = peer.text();
  arrival.peer_kind = peer.is_loopback() ? PeerKind::kLoopback : PeerKind::kNetwork;
}

// One connection too many: told so if that can be done at once.
void turn_away(int fd) {
  Response busy = error_response(503, "too many connections, try again");
  const std::string text = format_head(busy, {.length = busy.body.size(), .keep_alive = false}) + busy.body;
  (void)::send(fd, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  shutdown(fd, SHUT_WR);
  close(fd);
}

}  // namespace

class Server::State {
 public:
  State(ServerOptions options, Router router)
      : options_(std::move(options)),
        router_(std::move(router)),
        hosts_(machine_name(), machine_ips(), options_.extra_hosts),
        workers_(options_.limits.max_running),
        shared_{.limits = options_.limits,
                .rules = {.router = router_, .origins = options_.origins, .hosts = hosts_, .gate = options_.gate},
                .dress_refusal = options_.dress_refusal,
                .on_finished = options_.on_finished,
                .workers = workers_,
                .on_running = [this](int change) { count_running(change); }} {}

  Status open();
  void start();
  void stop();
  bool drain(std::chrono::milliseconds limit);
  Status reload_tls();

  const std::vector<Address>& addresses() const { return addresses_; }

 private:
  struct Door {
    Listener listener;
    asio::posix::stream_descriptor readable;
  };

  void run_io();
  asio::awaitable<void> accept_all(Door& door);
  void accept_one(const Address& address, int fd, const sockaddr_storage& peer);
  asio::awaitable<void> run_session(std::shared_ptr<Session> session);
  void count_running(int change);
  bool wait_until_quiet(std::chrono::milliseconds limit);
  // Runs `task` on the I/O thread.
  template <class Task>
  void on_io(Task task) {
    asio::post(io_, std::move(task));
  }

  const ServerOptions options_;
  const Router router_;
  const HostPolicy hosts_;
  std::vector<Address> addresses_;

  asio::io_context io_{1};
  WorkerPool workers_;
  Shared shared_;
  // The I/O thread's.
  std::vector<std::unique_ptr<Door>> doors_;
  std::shared_ptr<TlsContext> tls_;
  std::unordered_set<Session*> sessions_;

  std::mutex mutex_;
  std::condition_variable quiet_;
  int n_running_ = 0;

  std::thread thread_;
};

Status Server::State::open() {
  CHECK(!options_.addresses.empty());
  if (options_.tls) tls_ = TRY(load_server_tls(options_.tls->certificate, options_.tls->key));
  for (const Address& address : options_.addresses) {
    std::vector<Listener> listeners = TRY(Listener::open(address));
    for (Listener& listener : listeners) {
      addresses_.push_back(listener.address());
      const int fd = listener.release();
      doors_.push_back(std::make_unique<Door>(std::move(listener), asio::posix::stream_descriptor(io_, fd)));
    }
  }
  return {};
}

// What a library threw out of a callback costs that callback; the others go on.
void Server::State::run_io() {
  for (bool done = false; !done;) {
    try {
      io_.run();
      done = true;
    } catch (const std::exception&) {
      continue;
    }
  }
}

void Server::State::start() {
  for (const auto& door : doors_) asio::co_spawn(io_, accept_all(*door), asio::detached);
  thread_ = std::thread([this] { run_io(); });
}

// Accepts until the door is closed.
asio::awaitable<void> Server::State::accept_all(Door& door) {
  asio::steady_timer pause(io_);
  boost::system::error_code error;
  for (;;) {
    co_await door.readable.async_wait(asio::posix::stream_descriptor::wait_read,
                                      asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    for (;;) {
      sockaddr_storage peer{};
      socklen_t size = sizeof peer;
      const int fd = accept4(door.readable.native_handle(), reinterpret_cast<sockaddr*>(&peer), &size,
                             SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (fd >= 0) {
        accept_one(door.listener.address(), fd, peer);
        continue;
      }
      if (errno == EAGAIN || errno == EWOULDBLOCK) break;
      if (errno == ECONNABORTED || errno == EINTR) continue;
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      break;
    }
  }
}

void Server::State::accept_one(const Address& address, int fd, const sockaddr_storage& peer) {
  if (sessions_.size() >= options_.limits.max_connections) return turn_away(fd);
  Arrival arrival;
  set_peer(peer, arrival);
  // Nobody rebinds the name of a Unix socket: it has none.
  const bool is_tcp = address.kind == Address::Kind::kTcp;
  if (is_tcp && (options_.host_check == HostCheck::kAlways || address.is_loopback())) {
    arrival.host_rule = Arrival::HostRule::kOwnNames;
  }
  const int on = 1;
  if (is_tcp) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  auto transport = is_tcp && tls_ ? make_tls_transport(io_.get_executor(), fd, {.context = tls_})
                                  : make_plain_transport(io_.get_executor(), fd);
  auto session = std::make_shared<Session>(shared_, io_.get_executor(), std::move(transport), std::move(arrival));
  sessions_.insert(session.get());
  asio::co_spawn(io_, run_session(std::move(session)), asio::detached);
}

asio::awaitable<void> Server::State::run_session(std::shared_ptr<Session> session) {
  co_await session->run();
  sessions_.erase(session.get());
}

void Server::State::count_running(int change) {
  const std::scoped_lock lock(mutex_);
  n_running_ += change;
  if (n_running_ == 0) quiet_.notify_all();
}

bool Server::State::wait_until_quiet(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  return quiet_.wait_for(lock, limit, [this] { return n_running_ == 0; });
}

bool Server::State::drain(std::chrono::milliseconds limit) {
  std::promise<void> refusing;
  on_io([this, &refusing] {
    shared_.draining = true;
    for (Session* session : sessions_) session->finish_soon();
    refusing.set_value();
  });
  refusing.get_future().wait();  // requests that were let in before are counted now
  if (wait_until_quiet(limit)) return true;
  on_io([this] {
    for (Session* session : sessions_) session->request_stop();
  });
  wait_until_quiet(kStopGrace);
  return false;
}

void Server::State::stop() {
  if (!thread_.joinable()) return;
  on_io([this] {
    shared_.draining = true;
    for (const auto& door : doors_) door->readable.close();
    for (Session* session : sessions_) session->abort();
  });
  // The I/O thread ends with the last session, and a session with its handler.
  thread_.join();
}

Status Server::State::reload_tls() {
  CHECK(options_.tls);
  auto fresh = TRY(load_server_tls(options_.tls->certificate, options_.tls->key));
  on_io([this, fresh = std::move(fresh)]() mutable { tls_ = std::move(fresh); });
  return {};
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() { state_->stop(); }

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Router router) {
  auto state = std::make_unique<State>(std::move(options), std::move(router));
  TRY(state->open());
  state->start();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

const std::vector<Address>& Server::addresses() const { return state_->addresses(); }
bool Server::drain(std::chrono::milliseconds limit) { return state_->drain(limit); }
Status Server::reload_tls() { return state_->reload_tls(); }

}  // namespace hearth::http
