#include "cli/message_line.h"

#include "base/utf8.h"

namespace hearth::cli {

std::string message_line(std::string_view message) {
  std::string line;
  while (!message.empty()) {
    const utf8::Decoded next = utf8::decode(message);
    const char32_t c = next.code_point;
    if (c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029) {
      line += ' ';
    } else if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
      line += '?';
    } else {
      utf8::append(line, c);
    }
    message.remove_prefix(next.n_bytes);
  }
  return line;
}

}  // namespace hearth::cli
