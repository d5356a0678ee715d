// The terminal behind a stream: whether there is one, how wide it is, and how it treats keys while nobody reads them.
#pragma once

#include <termios.h>

#include <cstdio>

namespace hearth::cli {

bool is_terminal(std::FILE* stream);

// The width of the window; 80 when it is not known.
int window_columns(std::FILE* stream);

// While it lives, what is typed is not echoed into the answer that is being printed; it waits, unchanged, for the next
// prompt. Ctrl-C still interrupts. Nothing happens when `input` is no terminal.
class QuietKeys {
 public:
  explicit QuietKeys(std::FILE* input);
  ~QuietKeys();
  QuietKeys(const QuietKeys&) = delete;
  QuietKeys& operator=(const QuietKeys&) = delete;

 private:
  int fd_;
  bool changed_ = false;
  termios before_{};
};

}  // namespace hearth::cli
