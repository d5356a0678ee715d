// StopOnInterrupt: while it lives, Ctrl-C requests a stop and does not end the program.
#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace hearth::cli {

// One at a time in a process.
class StopOnInterrupt {
 public:
  StopOnInterrupt();
  ~StopOnInterrupt();
  StopOnInterrupt(const StopOnInterrupt&) = delete;
  StopOnInterrupt& operator=(const StopOnInterrupt&) = delete;

  std::stop_token token() const { return source_.get_token(); }
  bool stopped() const { return source_.stop_requested(); }

 private:
  void watch();

  std::stop_source source_;
  struct sigaction before_ = {};
  std::thread watcher_;  // a signal handler may not request a stop itself
};

}  // namespace hearth::cli
