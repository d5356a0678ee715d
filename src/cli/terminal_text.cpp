#include "cli/terminal_text.h"

#include "base/utf8.h"

namespace hearth::cli {
namespace {

constexpr char32_t kControlPictures = 0x2400;  // one for each of the first 32 characters, in their order
constexpr char32_t kDeletePicture = 0x2421;

}  // namespace

std::string terminal_text(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const utf8::Decoded next = utf8::decode(text);
    const char32_t c = next.code_point;
    if (c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7f) || c >= 0xa0) {
      utf8::append(safe, c);
    } else if (c < 0x20 && c != '\r') {
      utf8::append(safe, kControlPictures + c);
    } else if (c == 0x7f) {
      utf8::append(safe, kDeletePicture);
    } else if (c != '\r') {
      safe += '?';
    }
    text.remove_prefix(next.n_bytes);
  }
  return safe;
}

}  // namespace hearth::cli
