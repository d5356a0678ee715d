// Function: what a template can call: a global function, a method bound to its object, or a macro.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

class Runtime;

struct Arguments {
  Value::Items positional;
  std::vector<std::pair<std::string, Value>> named;
};

struct Function {
  std::string description;  // how it prints
  size_t depth = 0;         // 1 more than the object that a method is bound to
  std::function<Result<Value>(Runtime&, const Arguments&)> call;
};

}  // namespace hearth::jinja
