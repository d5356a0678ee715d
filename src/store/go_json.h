// go_json: JSON as Go's encoder prints it, which decides the digests of what Ollama and Hearth both write: compact,
// with
// '<', '>' and '&' escaped, and a newline at the end.
#pragma once

#include <string>

#include "base/json.h"

namespace hearth::store {

// Members keep their order; where Go sorts them (maps), the caller has.
std::string go_json(const Json& value);

}  // namespace hearth::store
