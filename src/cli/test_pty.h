// Pty: a pseudo terminal for tests: what the test types, the code under test reads, and what it shows is collected.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace hearth::cli {

class Pty {
 public:
  Pty() : keyboard_(posix_openpt(O_RDWR | O_NOCTTY)) {
    EXPECT_EQ(grantpt(keyboard_), 0);
    EXPECT_EQ(unlockpt(keyboard_), 0);
    const int fd = open(ptsname(keyboard_), O_RDWR | O_NOCTTY);
    input_ = fdopen(fd, "r");
    output_ = fdopen(dup(fd), "w");
    set_window(80, 24);
    screen_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
  }
  ~Pty() {
    screen_.request_stop();
    screen_.join();
    std::fclose(input_);
    std::fclose(output_);
    close(keyboard_);
  }
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;

  std::FILE* input() { return input_; }
  std::FILE* output() { return output_; }
  void set_window(unsigned short columns, unsigned short rows) {
    const winsize size{.ws_row = rows, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    ioctl(fileno(input_), TIOCSWINSZ, &size);
  }
  termios mode() {
    termios now{};
    tcgetattr(fileno(input_), &now);
    return now;
  }
  void type(std::string_view keys) {
    ASSERT_EQ(write(keyboard_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }
  // Types `keys` once `sign` was shown, behind what came before, and nothing more comes. Several of these wait for
  // each other.
  void type_at(std::string_view sign, std::string_view keys) {
    const std::lock_guard lock(mutex_);
    if (steps_.empty()) seen_ = shown_.size();
    steps_.push_back({std::string(sign), std::string(keys)});
  }
  // What was shown so far, once nothing more comes.
  std::string shown() {
    std::fflush(output_);
    tcdrain(fileno(output_));
    screen_.request_stop();
    screen_.join();
    std::string text = std::exchange(shown_, {});
    seen_ = 0;
    screen_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
    return text;
  }

 private:
  struct Step {
    std::string sign, keys;
  };

  // Reads until a stop is requested and nothing is left.
  void watch(const std::stop_token& stop) {
    constexpr int kQuietMs = 10;
    for (;;) {
      pollfd ready{.fd = keyboard_, .events = POLLIN, .revents = 0};
      char buffer[4096];
      if (poll(&ready, 1, kQuietMs) > 0) {
        const ssize_t n = read(keyboard_, buffer, sizeof buffer);
        if (n <= 0) return;
        const std::lock_guard lock(mutex_);
        shown_.append(buffer, static_cast<size_t>(n));
      } else if (!take_step() && stop.stop_requested()) {
        return;
      }
    }
  }

  bool take_step() {
    std::string keys;
    {
      const std::lock_guard lock(mutex_);
      const size_t found = steps_.empty() ? std::string::npos : shown_.find(steps_.front().sign, seen_);
      if (found == std::string::npos) return false;
      seen_ = shown_.size();
      keys = std::move(steps_.front().keys);
      steps_.pop_front();
    }
    type(keys);
    return true;
  }

  int keyboard_;
  std::FILE* input_ = nullptr;
  std::FILE* output_ = nullptr;
  std::mutex mutex_;  // guards what follows
  std::string shown_;
  size_t seen_ = 0;  // of shown_, when the last step was taken
  std::deque<Step> steps_;
  std::jthread screen_;
};

}  // namespace hearth::cli
