// The evaluator: walks a syntax tree with the values of a conversation and writes the result.
//
// Names live in scopes that nest as Jinja nests them: the bodies of for, macro, call, filter, with and of a set
// block open one, if does not. A name that is set in an inner scope is gone after it; only a namespace's attributes
// outlive it. Filters and functions are in builtins.h; nothing else of the program can be reached from a template.
#pragma once

#include <ctime>
#include <optional>
#include <string>

#include "base/result.h"
#include "template/jinja/ast.h"
#include "template/jinja/limits.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

// `globals` are the names that the template sees first. An error names the line.
Result<std::string> evaluate(const Ast& ast, const Value::Entries& globals, const Limits& limits,
                             std::optional<std::time_t> now);

}  // namespace hearth::jinja
