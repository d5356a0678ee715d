// Where the first JSON value of a text ends, or what is wrong with it in the words of Go's scanner.
//
// The parser behind Json says in its own words what it dislikes; clients of Ollama know Go's. And Go's decoder takes
// two things that the parser refuses: text after the first value, and \u escapes that are half a surrogate pair.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hearth::api {

struct FirstValue {
  std::string_view text;
  std::vector<size_t> lone_surrogates;  // where in `text` such escapes begin, ascending
};

// kInvalidArgument: "missing request body", "unexpected EOF", "invalid character 'x' after object key".
Result<FirstValue> find_first_value(std::string_view text, size_t max_depth);

}  // namespace hearth::api
