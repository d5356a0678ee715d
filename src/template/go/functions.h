// The functions that templates call by name: Go's own and those that Ollama adds. functions.def lists them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "base/result.h"
#include "template/go/value.h"

namespace hearth::go_template {

class Runtime;

// What a function says of its arguments, which decides how they are handed over.
enum class Parameters {
  kValues,     // anything, as it is: an empty interface differs from no value
  kAnything,   // anything; no value becomes nil
  kTexts,      // strings only
  kTextFirst,  // a string, then as kAnything
};

enum class Arity { kExactly, kAtLeast };

struct Function {
  std::string_view name;
  Arity arity;
  size_t n_arguments;
  Parameters parameters;
  // The message of an error is without the function's name. Null for `and` and `or`, which the evaluator does itself,
  // because they leave arguments unevaluated.
  Result<Value> (*call)(Runtime& runtime, std::span<const Value> arguments);
};

// Null when there is none of that name.
const Function* find_function(std::string_view name);

}  // namespace hearth::go_template
