// Listener: a socket on which a server accepts connections.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "http/address.h"

namespace hearth::http {

class Listener {
 public:
  // One for each IP address that the host's name has. A Unix socket is made with mode 0600; one that a dead server left
  // behind is replaced.
  static Result<std::vector<Listener>> open(const Address& address);

  ~Listener();
  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&& other) = delete;

  int fd() const { return fd_; }
  // Gives the socket away; the file of a Unix socket stays this object's to remove.
  int release();
  const Address& address() const { return address_; }  // with the port that the system chose for 0

 private:
  Listener(int fd, Address address) : fd_(fd), address_(std::move(address)) {}
  static Result<Listener> open_unix(const Address& address);
  static Result<std::vector<Listener>> open_tcp(const Address& address);

  int fd_;
  Address address_;
};

}  // namespace hearth::http
