// Lines of JSON, one value each (application/x-ndjson): how Ollama streams.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hearth::http {

// Cuts what arrives in parts into lines.
class LineSplitter {
 public:
  using OnLine = std::function<Status(std::string_view line)>;

  explicit LineSplitter(size_t max_line_bytes = size_t{64} << 20) : max_line_bytes_(max_line_bytes) {}

  // Calls `on_line` for each line that is now complete, without its end (LF or CR LF); empty ones are left out. An
  // error from it is returned at once, and so is a line that passes the limit.
  Status add(std::string_view part, const OnLine& on_line);
  // The last line, when it has no end.
  Status finish(const OnLine& on_line);

 private:
  size_t max_line_bytes_;
  std::string rest_;
};

}  // namespace hearth::http
