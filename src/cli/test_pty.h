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
#include <string>
#include <string_view>
#include <thread>

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
    // Keys typed ahead of the reader are to arrive as they were typed.
    termios mode{};
    tcgetattr(fd, &mode);
    mode.c_iflag &= ~static_cast<tcflag_t>(ICRNL);
    mode.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);
    tcsetattr(fd, TCSANOW, &mode);
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
  // What was shown so far, once nothing more comes.
  std::string shown() {
    std::fflush(output_);
    tcdrain(fileno(output_));
    screen_.request_stop();
    screen_.join();
    std::string text = std::move(shown_);
    shown_.clear();
    screen_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
    return text;
  }

 private:
  // Reads until a stop is requested and nothing is left.
  void watch(const std::stop_token& stop) {
    constexpr int kPatienceMs = 5;
    for (;;) {
      pollfd ready{.fd = keyboard_, .events = POLLIN, .revents = 0};
      char buffer[4096];
      if (poll(&ready, 1, kPatienceMs) > 0) {
        const ssize_t n = read(keyboard_, buffer, sizeof buffer);
        if (n <= 0) return;
        shown_.append(buffer, static_cast<size_t>(n));
      } else if (stop.stop_requested()) {
        return;
      }
    }
  }

  int keyboard_;
  std::FILE* input_ = nullptr;
  std::FILE* output_ = nullptr;
  std::string shown_;
  std::jthread screen_;
};

}  // namespace hearth::cli
