// eq, ne, lt, le, gt, ge and not. Numbers of different types do not compare, and only nil compares with everything.
#include <algorithm>

#include "base/text.h"
#include "template/go/format.h"
#include "template/go/function_calls.h"

namespace hearth::go_template {
namespace {

// The kinds that have an order; everything else counts as one kind.
enum class Basic { kNone, kBool, kInt, kFloat, kString };

Basic basic_kind(const Value& value) {
  if (value.is(Kind::kBool)) return Basic::kBool;
  if (value.is(Kind::kInt)) return Basic::kInt;
  if (value.is(Kind::kFloat)) return Basic::kFloat;
  if (value.is(Kind::kString)) return Basic::kString;
  return Basic::kNone;
}

Value unboxed(const Value& value) { return value.is_valid() ? value.unboxed() : value; }

std::unexpected<Error> incompatible(const Value& a, const Value& b) {
  return template_error(concat("incompatible types for comparison: ", a.type().name, " and ", b.type().name));
}

bool same_basic(Basic kind, const Value& a, const Value& b) {
  switch (kind) {
    case Basic::kBool:
      return a.as_bool() == b.as_bool();
    case Basic::kInt:
      return a.as_int() == b.as_int();
    case Basic::kFloat:
      return a.as_double() == b.as_double();
    default:
      return a.as_string() == b.as_string();
  }
}

// Of slices, maps, structs and no value: only whether they are nil can be asked.
Result<bool> same_nil(Runtime& runtime, const Value& a, const Value& b) {
  if (a.is_valid() && b.is_valid() && a.type().kind != b.type().kind) {
    return template_error(concat("non-comparable types ", TRY(printf(runtime, "%s", {&a, 1})), ": ", a.type().name,
                                 ", ", b.type().name, ": ", TRY(text_of(runtime, b))));
  }
  if (a.is_nil() || b.is_nil()) return a.is_nil() == b.is_nil();
  return template_error(concat("non-comparable type ", TRY(printf(runtime, "%s", {&b, 1})), ": ", b.type().name));
}

// A comparison takes as long as the shorter text.
Status count_comparison(Runtime& runtime, const Value& a, const Value& b) {
  constexpr size_t kBytesPerStep = 1024;
  const bool texts = a.is(Kind::kString) && b.is(Kind::kString);
  return runtime.step(1 + (texts ? std::min(a.length(), b.length()) / kBytesPerStep : 0));
}

Result<bool> equal(Runtime& runtime, const Value& left, const Value& right) {
  const Value a = unboxed(left);
  const Value b = unboxed(right);
  const Basic kind = basic_kind(a);
  if (kind != basic_kind(b)) {
    if (a.is_valid() && b.is_valid()) return incompatible(a, b);
    return false;
  }
  TRY(count_comparison(runtime, a, b));
  if (kind == Basic::kNone) return same_nil(runtime, a, b);
  return same_basic(kind, a, b);
}

Result<bool> less(Runtime& runtime, const Value& left, const Value& right) {
  const Value a = unboxed(left);
  const Value b = unboxed(right);
  const Basic kind = basic_kind(a);
  TRY(count_comparison(runtime, a, b));
  if (kind == Basic::kNone || basic_kind(b) == Basic::kNone) return template_error("invalid type for comparison");
  if (kind != basic_kind(b)) return incompatible(a, b);
  if (kind == Basic::kInt) return a.as_int() < b.as_int();
  if (kind == Basic::kFloat) return a.as_double() < b.as_double();
  if (kind == Basic::kString) return a.as_string() < b.as_string();
  return template_error("invalid type for comparison");
}

Result<bool> less_or_equal(Runtime& runtime, const Value& a, const Value& b) {
  if (TRY(less(runtime, a, b))) return true;
  return equal(runtime, a, b);
}

}  // namespace

Result<Value> call_eq(Runtime& runtime, Arguments arguments) {
  if (arguments.size() < 2) return template_error("missing argument for comparison");
  for (const Value& other : arguments.subspan(1)) {
    if (TRY(equal(runtime, arguments[0], other))) return Value::boolean(true);
  }
  return Value::boolean(false);
}

Result<Value> call_ne(Runtime& runtime, Arguments arguments) {
  return Value::boolean(!TRY(equal(runtime, arguments[0], arguments[1])));
}

Result<Value> call_lt(Runtime& runtime, Arguments arguments) {
  return Value::boolean(TRY(less(runtime, arguments[0], arguments[1])));
}

Result<Value> call_le(Runtime& runtime, Arguments arguments) {
  return Value::boolean(TRY(less_or_equal(runtime, arguments[0], arguments[1])));
}

Result<Value> call_gt(Runtime& runtime, Arguments arguments) {
  return Value::boolean(!TRY(less_or_equal(runtime, arguments[0], arguments[1])));
}

Result<Value> call_ge(Runtime& runtime, Arguments arguments) {
  return Value::boolean(!TRY(less(runtime, arguments[0], arguments[1])));
}

Result<Value> call_not(Runtime& /*runtime*/, Arguments arguments) { return Value::boolean(!arguments[0].truth()); }

}  // namespace hearth::go_template
