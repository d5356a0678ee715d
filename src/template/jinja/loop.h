// Loop: the object `loop` in the body of a for: its items and how far it is.
#pragma once

#include <functional>
#include <optional>

#include "base/result.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

struct Loop {
  Value::Items items;
  size_t index = 0;    // of the current item
  size_t nesting = 0;  // of recursive calls
  size_t depth = 1;    // of the value, as for a container
  // What loop.changed() was last called with. Emptied when the loop ends: it may hold the loop itself.
  std::optional<Value::Items> last_changed;
  bool ended = false;
  // Runs the body of a recursive loop over other items; empty when the loop is not recursive or has ended.
  std::function<Result<Value>(const Value& iterable)> recurse;
};

}  // namespace hearth::jinja
