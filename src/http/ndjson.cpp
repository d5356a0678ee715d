#include "http/ndjson.h"

#include <algorithm>

#include "base/text.h"

namespace hearth::http {

Status LineSplitter::add(std::string_view part, const OnLine& on_line) {
  while (!part.empty()) {
    const size_t end = part.find('\n');
    if (rest_.size() + std::min(end, part.size()) > max_line_bytes_) {
      return fail(ErrorCode::kCorrupt, concat("a line is longer than ", max_line_bytes_, " bytes"));
    }
    rest_ += part.substr(0, end);
    if (end == std::string_view::npos) return {};
    part.remove_prefix(end + 1);
    TRY(finish(on_line));
  }
  return {};
}

Status LineSplitter::finish(const OnLine& on_line) {
  std::string line;
  std::swap(line, rest_);
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty()) return {};
  return on_line(line);
}

}  // namespace hearth::http
