#include "http/cancel.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "base/check.h"

namespace hearth::http {

Cancel::Cancel() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { CHECK(fd_ >= 0); }
Cancel::~Cancel() { close(fd_); }

void Cancel::cancel() noexcept {
  const int saved = errno;  // of the code that a signal handler interrupts
  const uint64_t one = 1;
  (void)!write(fd_, &one, sizeof one);
  errno = saved;
}

void Cancel::reset() noexcept {
  uint64_t count = 0;
  (void)!read(fd_, &count, sizeof count);
}

bool Cancel::requested() const noexcept {
  pollfd polled{fd_, POLLIN, 0};
  return poll(&polled, 1, 0) == 1;
}

}  // namespace hearth::http
