#include "chat/output/json_scanner.h"

namespace hearth::chat {

void JsonScanner::take(char c) {
  text_ += c;
  const bool was_escaped = is_escaped_;
  is_escaped_ = false;
  if (!in_string_) {
    if (c == '"') in_string_ = true;
    if (c == '{' || c == '[') ++depth_;
    if ((c == '}' || c == ']') && depth_ > 0) --depth_;
  } else if (!was_escaped) {
    if (c == '"') in_string_ = false;
    is_escaped_ = c == '\\';
    if (c == '\n' || c == '\r' || c == '\t') {
      repaired_ += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
      return;
    }
  }
  repaired_ += c;
}

size_t JsonScanner::feed(std::string_view text) {
  size_t n = 0;
  while (n < text.size() && !is_complete()) take(text[n++]);
  return n;
}

}  // namespace hearth::chat
