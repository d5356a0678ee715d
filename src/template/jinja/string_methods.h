// The methods of strings, as Python's str has them.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "template/jinja/runtime.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

// The method bound to `text`, which is a string; nothing when there is none of that name.
Result<std::optional<Value>> find_string_method(Runtime& runtime, const Value& text, std::string_view name);

// str.join() over the texts of the items, which must be strings.
Result<Value> join_strings(Runtime& runtime, std::string_view separator, const Value::Items& items);

}  // namespace hearth::jinja
