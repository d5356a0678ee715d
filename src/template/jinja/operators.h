// The arithmetic operators of expressions, as Python has them: on numbers, and on strings, lists and tuples where
// Python defines them. Integers have 64 bits; what does not fit is an error.
#pragma once

#include "base/result.h"
#include "template/jinja/runtime.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

enum class BinaryOp { kAdd, kSubtract, kMultiply, kDivide, kFloorDivide, kModulo, kPower };

Result<Value> apply(Runtime& runtime, BinaryOp op, const Value& a, const Value& b);
Result<Value> negate(const Value& value);
// Unary plus: the number itself.
Result<Value> plus(const Value& value);

}  // namespace hearth::jinja
