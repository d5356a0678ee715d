#include "gguf/printable.h"

#include "base/utf8.h"

namespace hearth::gguf {
namespace {

constexpr size_t kMaxBytes = 100;

// C0, DEL and C1, and the two code points that Unicode calls line and paragraph separator.
bool breaks_a_line(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029; }

}  // namespace

std::string printable(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const utf8::Decoded next = utf8::decode(name);
    if (out.size() + next.n_bytes > kMaxBytes) return out + "...";
    if (next.valid && !breaks_a_line(next.code_point)) {
      out += name.substr(0, next.n_bytes);
    } else {
      out += '?';
    }
    name.remove_prefix(next.n_bytes);
  }
  return out;
}

}  // namespace hearth::gguf
