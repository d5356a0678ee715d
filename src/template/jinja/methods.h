// The methods of strings, dicts, lists and loops that a template may call: Python's, except those that would change
// their object.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "template/jinja/runtime.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

// The method bound to `object`; nothing when its type has none of that name. Undefined for one that the sandbox hides.
Result<std::optional<Value>> find_method(Runtime& runtime, const Value& object, std::string_view name);

// loop.index and its like; `object` is a loop.
Result<std::optional<Value>> loop_attribute(Runtime& runtime, const Value& object, std::string_view name);

}  // namespace hearth::jinja
