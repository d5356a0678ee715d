// Escape sequences of string literals, as Python's "unicode-escape" reads them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace hearth::jinja {

// `literal` without its quotes. What is no known escape stays as it is, backslash included.
Result<std::string> unescape(std::string_view literal);

}  // namespace hearth::jinja
