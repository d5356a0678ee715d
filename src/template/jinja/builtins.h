// The filters, tests and global functions of templates. Each is a row in filters.def, tests.def or functions.def.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "template/jinja/function.h"
#include "template/jinja/runtime.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

// `input | name(arguments)`.
Result<Value> apply_filter(Runtime& runtime, std::string_view name, const Value& input, const Arguments& arguments);
bool has_filter(std::string_view name);

// `value is name(arguments)`.
Result<bool> apply_test(Runtime& runtime, std::string_view name, const Value& value, const Arguments& arguments);

// range, dict, namespace, raise_exception, strftime_now; nothing for other names.
std::optional<Value> find_global(std::string_view name);

}  // namespace hearth::jinja
