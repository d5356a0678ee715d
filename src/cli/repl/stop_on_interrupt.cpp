#include "cli/repl/stop_on_interrupt.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "base/check.h"

namespace hearth::cli {
namespace {

constexpr uint64_t kInterrupted = 1, kEnd = uint64_t{1} << 32;

// Adds up what is written until it is read: how often Ctrl-C was pressed, and kEnd.
volatile sig_atomic_t events = -1;

void tell(uint64_t event) {
  const int before = errno;
  [[maybe_unused]] const ssize_t n = write(events, &event, sizeof event);
  errno = before;
}

void on_interrupt(int) { tell(kInterrupted); }

}  // namespace

StopOnInterrupt::StopOnInterrupt() {
  CHECK(events == -1);
  events = eventfd(0, EFD_CLOEXEC);
  CHECK(events >= 0);
  watcher_ = std::thread([this] { watch(); });
  struct sigaction action = {};
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, &before_);
}

StopOnInterrupt::~StopOnInterrupt() {
  sigaction(SIGINT, &before_, nullptr);
  tell(kEnd);
  watcher_.join();
  close(events);
  events = -1;
}

void StopOnInterrupt::watch() {
  uint64_t event = 0;
  while (event < kEnd) {
    if (read(events, &event, sizeof event) < 0) continue;
    if (event != kEnd) source_.request_stop();
  }
}

}  // namespace hearth::cli
