// Binding a call's arguments to a builtin's parameters, as Python binds them: by position, then by name.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "template/jinja/function.h"
#include "template/jinja/runtime.h"

namespace hearth::jinja {

struct Parameter {
  std::string_view name;
  std::optional<Value> default_value = std::nullopt;  // without one the argument is required
};

// One value per parameter, in their order.
Result<Value::Items> bind(std::string_view callee, const Arguments& arguments,
                          std::initializer_list<Parameter> parameters);

// An argument's content, or an error that names the parameter.
Result<int64_t> integer_argument(std::string_view callee, std::string_view parameter, const Value& value);
Result<std::string_view> string_argument(std::string_view callee, std::string_view parameter, const Value& value);

}  // namespace hearth::jinja
