#include "http/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "base/text.h"

namespace hearth::http {
namespace {

std::unexpected<Error> cannot_listen(const Address& address, int error) {
  std::string what = concat("cannot listen on ", address.text(), ": ", std::strerror(error));
  if (error == EADDRINUSE) {
    what += address.kind == Address::Kind::kUnix
                ? "; another server answers there: stop it, or choose another path"
                : concat("; another server, perhaps Ollama or Hearth, has this port: stop it (`ss -ltnp 'sport = :",
                         address.port, "'` shows which), or set OLLAMA_HOST to another address");
  }
  if (error == EACCES) what += "; choose a port from 1024 on, or a folder that you may write to";
  if (error == EADDRNOTAVAIL) what += "; this machine does not have that address";
  return fail(ErrorCode::kIo, std::move(what));
}

uint16_t bound_port(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return 0;
  return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&bound)->sin6_port
                                           : reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
}

bool set_option(int fd, int level, int option, int value) {
  return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

// A socket that listens, or -1 with errno set.
int listen_on(const addrinfo& where, bool every_interface) {
  const int fd = socket(where.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  const bool dual = where.ai_family == AF_INET6 && every_interface;
  if ((where.ai_family == AF_INET6 && !set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, dual ? 0 : 1)) ||
      !set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1) || bind(fd, where.ai_addr, where.ai_addrlen) != 0 ||
      listen(fd, SOMAXCONN) != 0) {
    const int error = errno;
    close(fd);
    errno = error;
    return -1;
  }
  return fd;
}

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Result<AddressList> resolve(const Address& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  // Every interface is the IPv6 one that takes IPv4 too; where there is no IPv6, the caller falls back to IPv4.
  const char* host = address.host.empty() ? "::" : address.host.c_str();
  if (const int error = getaddrinfo(host, concat(address.port).c_str(), &hints, &found); error != 0) {
    return fail(ErrorCode::kNotFound, concat("cannot listen on ", address.text(), ": ", gai_strerror(error)));
  }
  return AddressList(found, &freeaddrinfo);
}

bool answers(const sockaddr_un& name) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return true;
  const bool connected = connect(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0;
  const int error = errno;
  close(fd);
  return connected || error != ECONNREFUSED;
}

// Removes the file that a server which is gone left behind.
Status remove_stale(const Address& address, const sockaddr_un& name) {
  struct stat info{};
  if (lstat(name.sun_path, &info) != 0) return {};
  if (!S_ISSOCK(info.st_mode)) {
    return fail(ErrorCode::kIo, concat("cannot listen on ", address.text(), ": the file exists and is no socket"));
  }
  if (answers(name)) return cannot_listen(address, EADDRINUSE);
  unlink(name.sun_path);
  return {};
}

}  // namespace

Listener::Listener(Listener&& other) noexcept : fd_(std::exchange(other.fd_, -1)), address_(std::move(other.address_)) {
  other.address_ = {};
}

Listener::~Listener() {
  if (address_.kind == Address::Kind::kUnix) unlink(address_.socket_path.c_str());
  if (fd_ >= 0) close(fd_);
}

int Listener::release() { return std::exchange(fd_, -1); }

Result<Listener> Listener::open_unix(const Address& address) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (address.socket_path.size() >= sizeof name.sun_path) {
    return fail(ErrorCode::kInvalidArgument,
                concat("cannot listen on ", address.text(), ": the path has ", address.socket_path.size(),
                       " bytes, at most ", sizeof name.sun_path - 1, " are possible"));
  }
  std::memcpy(name.sun_path, address.socket_path.c_str(), address.socket_path.size() + 1);
  TRY(remove_stale(address, name));
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return cannot_listen(address, errno);
  // Before bind(), which makes the file with the socket's mode: there is no moment in which others may connect.
  if (fchmod(fd, S_IRUSR | S_IWUSR) != 0 || bind(fd, reinterpret_cast<sockaddr*>(&name), sizeof name) != 0) {
    const int error = errno;
    close(fd);
    return cannot_listen(address, error);
  }
  Listener listener(fd, address);
  if (listen(fd, SOMAXCONN) != 0) return cannot_listen(address, errno);
  return listener;
}

Result<std::vector<Listener>> Listener::open_tcp(const Address& address) {
  Result<AddressList> found = resolve(address);
  if (!found) return std::unexpected(found.error());
  std::vector<Listener> listeners;
  int error = 0;
  for (const addrinfo* where = found->get(); where != nullptr; where = where->ai_next) {
    const int fd = listen_on(*where, address.host.empty() || address.host == "::");
    if (fd >= 0) {
      Address bound = address;
      bound.port = bound_port(fd);
      listeners.push_back(Listener(fd, std::move(bound)));
      if (address.port == 0) break;  // another address would get another port
      continue;
    }
    error = errno;
    // "localhost" may have an IPv6 address on a machine that has no IPv6; a port that is taken is said.
    if (error != EADDRNOTAVAIL && error != EAFNOSUPPORT) return cannot_listen(address, error);
  }
  if (!listeners.empty()) return listeners;
  if (address.host.empty()) {
    Address v4 = address;
    v4.host = "0.0.0.0";
    return open_tcp(v4);
  }
  return cannot_listen(address, error);
}

Result<std::vector<Listener>> Listener::open(const Address& address) {
  if (address.kind == Address::Kind::kTcp) return open_tcp(address);
  std::vector<Listener> listeners;
  listeners.push_back(TRY(open_unix(address)));
  return listeners;
}

}  // namespace hearth::http
