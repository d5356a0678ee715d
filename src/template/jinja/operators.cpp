#include "template/jinja/operators.h"

#include <cmath>
#include <string_view>

#include "base/text.h"
#include "template/jinja/percent_format.h"

namespace hearth::jinja {
namespace {

std::string_view symbol(BinaryOp op) {
  switch (op) {
    case BinaryOp::kAdd:
      return "+";
    case BinaryOp::kSubtract:
      return "-";
    case BinaryOp::kMultiply:
      return "*";
    case BinaryOp::kDivide:
      return "/";
    case BinaryOp::kFloorDivide:
      return "//";
    case BinaryOp::kModulo:
      return "%";
    case BinaryOp::kPower:
      return "**";
  }
  return "";
}

std::unexpected<Error> too_large() { return template_error("integer does not fit into 64 bits"); }

struct Division {
  int64_t quotient;
  int64_t remainder;
};

// Rounds down, as Python does; the remainder has the divisor's sign.
Result<Division> divide_down(int64_t a, int64_t b) {
  if (b == 0) return template_error("division by zero");
  if (a == INT64_MIN && b == -1) return too_large();
  Division out{a / b, a % b};
  if (out.remainder != 0 && (out.remainder < 0) != (b < 0)) {
    --out.quotient;
    out.remainder += b;
  }
  return out;
}

Result<Value> integer_power(int64_t base, int64_t exponent) {
  if (exponent < 0) {
    if (base == 0) return template_error("0 cannot be raised to a negative power");
    return Value::number(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
  }
  int64_t result = 1;
  // Bases whose powers never grow would loop for long; all others overflow within 63 rounds.
  if (base == 0 || base == 1) return Value::integer(exponent == 0 ? 1 : base);
  if (base == -1) return Value::integer(exponent % 2 == 0 ? 1 : -1);
  for (int64_t i = 0; i < exponent; ++i) {
    if (__builtin_mul_overflow(result, base, &result)) return too_large();
  }
  return Value::integer(result);
}

Result<Value> apply_integers(BinaryOp op, int64_t a, int64_t b) {
  int64_t result = 0;
  switch (op) {
    case BinaryOp::kAdd:
      if (__builtin_add_overflow(a, b, &result)) return too_large();
      return Value::integer(result);
    case BinaryOp::kSubtract:
      if (__builtin_sub_overflow(a, b, &result)) return too_large();
      return Value::integer(result);
    case BinaryOp::kMultiply:
      if (__builtin_mul_overflow(a, b, &result)) return too_large();
      return Value::integer(result);
    case BinaryOp::kDivide:
      if (b == 0) return template_error("division by zero");
      return Value::number(static_cast<double>(static_cast<long double>(a) / static_cast<long double>(b)));
    case BinaryOp::kFloorDivide:
      return Value::integer(TRY(divide_down(a, b)).quotient);
    case BinaryOp::kModulo:
      return Value::integer(TRY(divide_down(a, b)).remainder);
    case BinaryOp::kPower:
      return integer_power(a, b);
  }
  return Value();
}

double floor_modulo(double a, double b) {
  const double remainder = std::fmod(a, b);
  if (remainder == 0) return std::copysign(0.0, b);
  return (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

double floor_quotient(double a, double b) {
  const double quotient = (a - floor_modulo(a, b)) / b;
  if (quotient == 0) return std::copysign(0.0, a / b);
  // The division may end just beside the integer that it stands for.
  const double down = std::floor(quotient);
  return quotient - down > 0.5 ? down + 1 : down;
}

Result<Value> apply_doubles(BinaryOp op, double a, double b) {
  switch (op) {
    case BinaryOp::kAdd:
      return Value::number(a + b);
    case BinaryOp::kSubtract:
      return Value::number(a - b);
    case BinaryOp::kMultiply:
      return Value::number(a * b);
    case BinaryOp::kDivide:
    case BinaryOp::kFloorDivide:
    case BinaryOp::kModulo:
      if (b == 0) return template_error("float division by zero");
      if (op == BinaryOp::kDivide) return Value::number(a / b);
      return Value::number(op == BinaryOp::kModulo ? floor_modulo(a, b) : floor_quotient(a, b));
    case BinaryOp::kPower: {
      if (a == 0 && b < 0) return template_error("0.0 cannot be raised to a negative power");
      if (a < 0 && std::isfinite(b) && b != std::floor(b)) return template_error("power has a complex result");
      const double result = std::pow(a, b);
      if (std::isinf(result) && std::isfinite(a) && std::isfinite(b)) return template_error("power is too large");
      return Value::number(result);
    }
  }
  return Value();
}

bool is_list_or_tuple(const Value& value) {
  return value.is_sequence(SequenceKind::kList) || value.is_sequence(SequenceKind::kTuple);
}

Result<Value> repeat(Runtime& runtime, const Value& value, int64_t count) {
  const size_t n = count > 0 ? static_cast<size_t>(count) : 0;
  const size_t size =
      value.is(Kind::kString) ? value.as_string().size() : value.as_sequence().items.size() * sizeof(Value);
  size_t n_bytes = 0;
  if (__builtin_mul_overflow(n, size, &n_bytes)) n_bytes = SIZE_MAX;
  TRY(runtime.allocate(n_bytes));
  if (value.is(Kind::kString)) {
    std::string out;
    out.reserve(n_bytes);
    for (size_t i = 0; i < n && size > 0; ++i) out += value.as_string();
    return Value::string(std::move(out));
  }
  const Sequence& sequence = value.as_sequence();
  Value::Items items;
  items.reserve(n * sequence.items.size());
  for (size_t i = 0; i < n && size > 0; ++i) items.insert(items.end(), sequence.items.begin(), sequence.items.end());
  return runtime.sequence(sequence.kind, std::move(items));
}

Result<Value> add_sequences(Runtime& runtime, const Value& a, const Value& b) {
  if (a.is(Kind::kString)) {
    TRY(runtime.allocate(a.as_string().size() + b.as_string().size()));
    return Value::string(a.as_string() + b.as_string());
  }
  Value::Items items = a.as_sequence().items;
  items.insert(items.end(), b.as_sequence().items.begin(), b.as_sequence().items.end());
  return runtime.sequence(a.as_sequence().kind, std::move(items));
}

std::unexpected<Error> no_operator(std::string_view op, const Value& a, const Value& b) {
  if (a.is(Kind::kUndefined)) return template_error(std::string(a.reason()));
  if (b.is(Kind::kUndefined)) return template_error(std::string(b.reason()));
  return template_error(
      concat("unsupported operand types for ", op, ": '", a.type_name(), "' and '", b.type_name(), "'"));
}

}  // namespace

Result<Value> apply(Runtime& runtime, BinaryOp op, const Value& a, const Value& b) {
  if (a.is_integral() && b.is_integral()) return apply_integers(op, a.as_integral(), b.as_integral());
  if (a.is_number() && b.is_number()) return apply_doubles(op, a.as_double(), b.as_double());
  if (op == BinaryOp::kModulo && a.is(Kind::kString)) return percent_format(runtime, a.as_string(), b);
  const bool a_repeats = a.is(Kind::kString) || is_list_or_tuple(a);
  const bool b_repeats = b.is(Kind::kString) || is_list_or_tuple(b);
  if (op == BinaryOp::kMultiply && a_repeats && b.is_integral()) return repeat(runtime, a, b.as_integral());
  if (op == BinaryOp::kMultiply && b_repeats && a.is_integral()) return repeat(runtime, b, a.as_integral());
  const bool alike = a_repeats && a.kind() == b.kind() &&
                     (a.is(Kind::kString) || (b_repeats && a.as_sequence().kind == b.as_sequence().kind));
  if (op == BinaryOp::kAdd && alike) return add_sequences(runtime, a, b);
  return no_operator(symbol(op), a, b);
}

Result<Value> negate(const Value& value) {
  if (value.is_integral()) {
    if (value.as_integral() == INT64_MIN) return too_large();
    return Value::integer(-value.as_integral());
  }
  if (value.is(Kind::kFloat)) return Value::number(-value.as_double());
  if (value.is(Kind::kUndefined)) return template_error(std::string(value.reason()));
  return template_error(concat("bad operand type for unary -: '", value.type_name(), "'"));
}

Result<Value> plus(const Value& value) {
  if (value.is_integral()) return Value::integer(value.as_integral());
  if (value.is(Kind::kFloat)) return value;
  if (value.is(Kind::kUndefined)) return template_error(std::string(value.reason()));
  return template_error(concat("bad operand type for unary +: '", value.type_name(), "'"));
}

}  // namespace hearth::jinja
