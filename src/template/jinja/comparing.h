// Equality, order, containment and sorting of values, as Python has them.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "base/result.h"
#include "template/jinja/runtime.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

enum class Order { kLess, kEqual, kGreater, kUnordered };  // unordered: a NaN is involved

Result<bool> equal(Runtime& runtime, const Value& a, const Value& b);
// An error for types that have no order.
Result<Order> compare(Runtime& runtime, const Value& a, const Value& b);
// `item in container`.
Result<bool> contains(Runtime& runtime, const Value& container, const Value& item);

// The value of that key, null when it is not there; an error for a key that Python cannot hash.
Result<const Value*> find(Runtime& runtime, const Dict& dict, const Value& key);
// Adds an entry or replaces the value of the same key.
Status insert(Runtime& runtime, Value::Entries& entries, const Value& key, const Value& value);

// The positions of `keys` in ascending order (descending when `reverse`); equal keys keep theirs.
Result<std::vector<size_t>> sorted_positions(Runtime& runtime, const Value::Items& keys, bool reverse);
Status sort_by_key(Runtime& runtime, Value::Entries& entries);

}  // namespace hearth::jinja
