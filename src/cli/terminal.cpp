#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace hearth::cli {

bool is_terminal(std::FILE* stream) { return isatty(fileno(stream)) == 1; }

int window_columns(std::FILE* stream) {
  constexpr int kDefaultColumns = 80;
  winsize size{};
  const bool known = ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kDefaultColumns;
}

QuietKeys::QuietKeys(std::FILE* input) : fd_(fileno(input)) {
  if (tcgetattr(fd_, &before_) != 0) return;
  termios quiet = before_;
  // Not line by line, and a carriage return stays one: the line editor tells it from Ctrl-J.
  quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON);
  quiet.c_iflag &= ~static_cast<tcflag_t>(ICRNL);
  changed_ = tcsetattr(fd_, TCSADRAIN, &quiet) == 0;
}

QuietKeys::~QuietKeys() {
  if (changed_) tcsetattr(fd_, TCSADRAIN, &before_);
}

}  // namespace hearth::cli
