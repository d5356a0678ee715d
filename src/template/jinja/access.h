// What `object.name` and `object[index]` mean: methods and entries, never anything of the program around.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "template/jinja/runtime.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

// `object.name`: its method or attribute of that name, else its entry; undefined when it has neither.
Result<Value> attribute(Runtime& runtime, const Value& object, std::string_view name);
// `object[index]`: the entry, else the attribute of that name; undefined when there is neither.
Result<Value> subscript(Runtime& runtime, const Value& object, const Value& index);
// `object[start:stop:step]`, each of them None when it was left out; an error for what has no slices.
Result<Value> slice(Runtime& runtime, const Value& object, const Value& start, const Value& stop, const Value& step);

// Follows a dotted path ("function.name", "0"), as filters with an attribute do; what is missing on the way becomes
// `fallback` when there is one.
Result<Value> follow_path(Runtime& runtime, Value object, const Value& path, const std::optional<Value>& fallback);

}  // namespace hearth::jinja
