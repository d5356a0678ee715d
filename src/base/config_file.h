// The configuration file: YAML of which Hearth reads one level, names with a value or a list of values:
//
//   max_queue_length: 64
//   origins:
//     - https://chat.example.com
//
// Whether a name or a value makes sense is for Settings to say (settings.h). The parser behind it is yaml-cpp, which
// only config_file.cpp includes. It reports what it reads as a stream of events, so nothing is ever built that is
// larger than the text; references to other parts of the file (*name), with which a short text can stand for a
// huge one, are refused.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hearth {

struct ConfigEntry {
  enum class Shape {
    kNothing,  // "name:" and "name: ~"
    kText,
    kList,   // of texts
    kOther,  // a mapping, or a list of anything but texts
  };

  std::string name;
  int line = 0;  // from 1
  Shape shape = Shape::kNothing;
  std::vector<std::string> texts;  // one for kText, any number for kList
};

// In the order of the file, each name once. `path` is for messages: config.yaml:3: ...
Result<std::vector<ConfigEntry>> parse_config(std::string_view text, const std::string& path);

inline constexpr size_t kMaxConfigBytes = size_t{64} << 10;

// kNotFound when there is no such file.
Result<std::vector<ConfigEntry>> read_config_file(const std::string& path);

}  // namespace hearth
