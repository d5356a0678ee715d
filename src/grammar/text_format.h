// The formats of strings that a schema may ask for (text_formats.def).
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "grammar/dfa.h"

namespace hearth::grammar {

// Null for a format that allows every text. kUnsupported for a name that is not in the table.
Result<std::shared_ptr<const Dfa>> find_text_format(std::string_view name);

}  // namespace hearth::grammar
