// For tests: requests and replies as text. tests/wire holds what is sent, and how Hearth understands it. A case is
//
//   == what it shows
//   chat request             the shape, by a name that the test knows
//   < {"model": ...}         the body as sent; several such lines are one body
//   > {"model": ...}         what was understood. "=" alone: the same as was sent
//   ~ field "x" is ...       each warning
//   ! 400 the message        instead of > and ~: the answer to what is refused
//
// Lines that start with # are comments.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace hearth::api {

struct WireCase {
  std::string name, shape, sent;
  std::vector<std::string> expected;
};

// The cases of tests/wire/<name>.txt, of which there is one at least.
inline std::vector<WireCase> read_wire_cases(std::string_view name) {
  std::vector<WireCase> cases;
  std::ifstream file(concat(HEARTH_SOURCE_DIR "/tests/wire/", name, ".txt"));
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with("#")) continue;
    if (line.starts_with("== ")) {
      cases.push_back({.name = concat(name, ": ", line.substr(3)), .shape = {}, .sent = {}, .expected = {}});
    } else if (line.starts_with("< ")) {
      cases.back().sent += line.substr(2);
    } else if (line == "=") {
      cases.back().expected.push_back("> " + cases.back().sent);
    } else if (line.starts_with("> ") || line.starts_with("~ ") || line.starts_with("! ")) {
      cases.back().expected.push_back(line);
    } else {
      cases.back().shape = line;
    }
  }
  EXPECT_FALSE(cases.empty()) << name;
  return cases;
}

}  // namespace hearth::api
