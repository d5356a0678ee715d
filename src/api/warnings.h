// Warnings: what a request asked for and does not get as asked: ignored, adjusted, truncated, evicted. A reply lists
// them in `warnings`, so that nothing degrades in silence.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace hearth::api {

class Warnings {
 public:
  // A request can cause one warning per byte; what follows this many becomes one line that says so.
  static constexpr size_t kMaxLines = 32;

  // One sentence, lower case, no full stop. One that is there already is not repeated.
  void add(std::string line);
  void add(const Warnings& more);
  bool empty() const { return lines_.empty(); }
  bool full() const { return lines_.size() > kMaxLines; }
  const std::vector<std::string>& lines() const { return lines_; }

  bool operator==(const Warnings&) const = default;

 private:
  std::vector<std::string> lines_;  // at most kMaxLines + 1
};

// A name that a client sent, as messages show it: quoted, on one line, cut when it is long.
std::string quoted_name(std::string_view name);

// An array of strings.
Json to_json(const Warnings& warnings);

}  // namespace hearth::api
