// The syntax tree of a regular expression.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "grammar/char_set.h"

namespace hearth::grammar {

struct Regex {
  enum class Kind : uint8_t { kChars, kSequence, kChoice, kRepeat, kStart, kEnd };
  Kind kind = Kind::kSequence;
  CharSet chars{};
  std::vector<Regex> parts{};  // one, for kRepeat
  uint32_t min = 0, max = 0;
};

// As parse_regex, but for the number of states.
Result<Regex> parse_regex_syntax(std::string_view pattern);

}  // namespace hearth::grammar
