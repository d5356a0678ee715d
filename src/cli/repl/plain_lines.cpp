#include "cli/repl/plain_lines.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace hearth::cli {

Result<Line> PlainLines::read(const LinePrompt&) {
  char* buffer = nullptr;
  size_t capacity = 0;
  const ssize_t length = getline(&buffer, &capacity, input_);
  const std::unique_ptr<char, void (*)(void*)> owner(buffer, std::free);
  if (length < 0) {
    if (std::ferror(input_) == 0) return Line{.kind = Line::Kind::kEnd};
    return fail(ErrorCode::kIo, concat("cannot read the input: ", std::strerror(errno)));
  }
  Line line{.text = std::string(buffer, static_cast<size_t>(length))};
  if (line.text.ends_with('\n')) line.text.pop_back();
  if (line.text.ends_with('\r')) line.text.pop_back();
  return line;
}

void PlainLines::remember(const std::string&) {}

}  // namespace hearth::cli
