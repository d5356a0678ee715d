#include "template/jinja/arguments.h"

#include <algorithm>
#include <span>

#include "base/text.h"

namespace hearth::jinja {

Result<Value::Items> bind(std::string_view callee, const Arguments& arguments,
                          std::initializer_list<Parameter> parameters) {
  const size_t n_positional = arguments.positional.size();
  if (n_positional > parameters.size()) {
    return template_error(concat(callee, "() takes at most ", parameters.size(), " arguments, got ", n_positional));
  }
  for (const auto& [name, value] : arguments.named) {
    const auto* found = std::ranges::find(parameters, std::string_view(name), &Parameter::name);
    if (found == parameters.end()) return template_error(concat(callee, "() has no argument '", name, "'"));
    if (static_cast<size_t>(found - parameters.begin()) < n_positional) {
      return template_error(concat(callee, "() got two values for argument '", name, "'"));
    }
  }
  Value::Items bound = arguments.positional;
  for (const Parameter& parameter : std::span(parameters.begin(), parameters.size()).subspan(n_positional)) {
    const auto named =
        std::ranges::find(arguments.named, parameter.name, [](const auto& n) { return std::string_view(n.first); });
    if (named != arguments.named.end()) {
      bound.push_back(named->second);
    } else if (parameter.default_value) {
      bound.push_back(*parameter.default_value);
    } else {
      return template_error(concat(callee, "() misses its argument '", parameter.name, "'"));
    }
  }
  return bound;
}

Result<int64_t> integer_argument(std::string_view callee, std::string_view parameter, const Value& value) {
  if (value.is_integral()) return value.as_integral();
  if (value.is(Kind::kUndefined)) return template_error(std::string(value.reason()));
  return template_error(concat(callee, "(): ", parameter, " is of type ", value.type_name(), ", expected an integer"));
}

Result<std::string_view> string_argument(std::string_view callee, std::string_view parameter, const Value& value) {
  if (value.is(Kind::kString)) return std::string_view(value.as_string());
  if (value.is(Kind::kUndefined)) return template_error(std::string(value.reason()));
  return template_error(concat(callee, "(): ", parameter, " is of type ", value.type_name(), ", expected a string"));
}

}  // namespace hearth::jinja
