#include "template/jinja/builtins.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/text.h"
#include "template/jinja/arguments.h"
#include "template/jinja/comparing.h"
#include "template/jinja/filters.h"
#include "template/jinja/methods.h"
#include "template/jinja/operators.h"
#include "template/jinja/printing.h"

namespace hearth::jinja {
namespace {

// --- Tests

Result<bool> is_kind(std::string_view name, const Value& value, const Arguments& arguments, Kind kind) {
  TRY(bind(name, arguments, {}));
  return value.is(kind);
}

Result<bool> test_defined(Runtime&, const Value& value, const Arguments& arguments) {
  return !TRY(is_kind("defined", value, arguments, Kind::kUndefined));
}
Result<bool> test_undefined(Runtime&, const Value& value, const Arguments& arguments) {
  return is_kind("undefined", value, arguments, Kind::kUndefined);
}
Result<bool> test_none(Runtime&, const Value& value, const Arguments& arguments) {
  return is_kind("none", value, arguments, Kind::kNone);
}
Result<bool> test_boolean(Runtime&, const Value& value, const Arguments& arguments) {
  return is_kind("boolean", value, arguments, Kind::kBool);
}
Result<bool> test_integer(Runtime&, const Value& value, const Arguments& arguments) {
  return is_kind("integer", value, arguments, Kind::kInt);
}
Result<bool> test_float(Runtime&, const Value& value, const Arguments& arguments) {
  return is_kind("float", value, arguments, Kind::kFloat);
}
Result<bool> test_string(Runtime&, const Value& value, const Arguments& arguments) {
  return is_kind("string", value, arguments, Kind::kString);
}
Result<bool> test_mapping(Runtime&, const Value& value, const Arguments& arguments) {
  return is_kind("mapping", value, arguments, Kind::kDict);
}
Result<bool> test_number(Runtime&, const Value& value, const Arguments& arguments) {
  TRY(bind("number", arguments, {}));
  return value.is_number();
}
Result<bool> test_true(Runtime&, const Value& value, const Arguments& arguments) {
  return TRY(is_kind("true", value, arguments, Kind::kBool)) && value.as_bool();
}
Result<bool> test_false(Runtime&, const Value& value, const Arguments& arguments) {
  return TRY(is_kind("false", value, arguments, Kind::kBool)) && !value.as_bool();
}

// Python's undefined object answers every protocol, so the next three hold for it.
Result<bool> test_callable(Runtime&, const Value& value, const Arguments& arguments) {
  TRY(bind("callable", arguments, {}));
  return value.is(Kind::kFunction) || value.is(Kind::kLoop) || value.is(Kind::kUndefined);
}
Result<bool> test_iterable(Runtime&, const Value& value, const Arguments& arguments) {
  TRY(bind("iterable", arguments, {}));
  return value.is(Kind::kString) || value.is(Kind::kSequence) || value.is(Kind::kDict) || value.is(Kind::kLoop) ||
         value.is(Kind::kUndefined);
}
Result<bool> test_sequence(Runtime&, const Value& value, const Arguments& arguments) {
  TRY(bind("sequence", arguments, {}));
  return value.is(Kind::kString) || value.is(Kind::kDict) || value.is(Kind::kUndefined) ||
         (value.is(Kind::kSequence) && value.as_sequence().is_indexable());
}

Result<bool> test_escaped(Runtime&, const Value&, const Arguments& arguments) {
  TRY(bind("escaped", arguments, {}));
  return false;  // nothing is ever marked as escaped
}

Result<bool> divides(Runtime& runtime, const Value& value, const Value& divisor) {
  return equal(runtime, TRY(apply(runtime, BinaryOp::kModulo, value, divisor)), Value::integer(0));
}
Result<bool> test_even(Runtime& runtime, const Value& value, const Arguments& arguments) {
  TRY(bind("even", arguments, {}));
  return divides(runtime, value, Value::integer(2));
}
Result<bool> test_odd(Runtime& runtime, const Value& value, const Arguments& arguments) {
  TRY(bind("odd", arguments, {}));
  return equal(runtime, TRY(apply(runtime, BinaryOp::kModulo, value, Value::integer(2))), Value::integer(1));
}
Result<bool> test_divisibleby(Runtime& runtime, const Value& value, const Arguments& arguments) {
  return divides(runtime, value, TRY(bind("divisibleby", arguments, {{"num"}}))[0]);
}

Result<bool> string_is(Runtime& runtime, std::string_view method, const Value& value, const Arguments& arguments) {
  const Value text = Value::string(TRY(text_of(runtime, value)));
  const auto found = TRY(find_method(runtime, text, method));
  return TRY(found->as_function().call(runtime, arguments)).truth();
}
Result<bool> test_lower(Runtime& runtime, const Value& value, const Arguments& arguments) {
  return string_is(runtime, "islower", value, arguments);
}
Result<bool> test_upper(Runtime& runtime, const Value& value, const Arguments& arguments) {
  return string_is(runtime, "isupper", value, arguments);
}

Result<bool> test_sameas(Runtime&, const Value& value, const Arguments& arguments) {
  return value.same_as(TRY(bind("sameas", arguments, {{"other"}}))[0]);
}
Result<bool> test_in(Runtime& runtime, const Value& value, const Arguments& arguments) {
  return contains(runtime, TRY(bind("in", arguments, {{"seq"}}))[0], value);
}
Result<bool> test_eq(Runtime& runtime, const Value& value, const Arguments& arguments) {
  return equal(runtime, value, TRY(bind("eq", arguments, {{"other"}}))[0]);
}
Result<bool> test_ne(Runtime& runtime, const Value& value, const Arguments& arguments) {
  return !TRY(test_eq(runtime, value, arguments));
}
Result<Order> order(Runtime& runtime, std::string_view name, const Value& value, const Arguments& arguments) {
  return compare(runtime, value, TRY(bind(name, arguments, {{"other"}}))[0]);
}
Result<bool> test_lt(Runtime& runtime, const Value& value, const Arguments& arguments) {
  return TRY(order(runtime, "lt", value, arguments)) == Order::kLess;
}
Result<bool> test_gt(Runtime& runtime, const Value& value, const Arguments& arguments) {
  return TRY(order(runtime, "gt", value, arguments)) == Order::kGreater;
}
Result<bool> test_le(Runtime& runtime, const Value& value, const Arguments& arguments) {
  const Order found = TRY(order(runtime, "le", value, arguments));
  return found == Order::kLess || found == Order::kEqual;
}
Result<bool> test_ge(Runtime& runtime, const Value& value, const Arguments& arguments) {
  const Order found = TRY(order(runtime, "ge", value, arguments));
  return found == Order::kGreater || found == Order::kEqual;
}

bool has_test(std::string_view name);
Result<bool> test_filter(Runtime&, const Value& value, const Arguments& arguments) {
  TRY(bind("filter", arguments, {}));
  return value.is(Kind::kString) && has_filter(value.as_string());
}
Result<bool> test_test(Runtime&, const Value& value, const Arguments& arguments) {
  TRY(bind("test", arguments, {}));
  return value.is(Kind::kString) && has_test(value.as_string());
}

// --- Global functions

Result<Value> global_range(Runtime& runtime, const Arguments& arguments) {
  int64_t numbers[3] = {0, 0, 1};
  const size_t n = arguments.positional.size();
  if (!arguments.named.empty() || n < 1 || n > 3) return template_error("range() takes 1 to 3 integers");
  for (size_t i = 0; i < n; ++i) {
    numbers[n == 1 ? 1 : i] = TRY(integer_argument("range", "argument", arguments.positional[i]));
  }
  if (numbers[2] == 0) return template_error("range() step must not be zero");
  return runtime.range(numbers[0], numbers[1], numbers[2]);
}

// What dict() and namespace() are called with: a mapping or pairs, then names.
Result<Value::Entries> entries_of(Runtime& runtime, std::string_view callee, const Arguments& arguments) {
  Value::Entries entries;
  if (arguments.positional.size() > 1) return template_error(concat(callee, "() takes at most 1 positional argument"));
  if (!arguments.positional.empty()) {
    const Value& source = arguments.positional[0];
    if (source.is(Kind::kDict)) {
      entries = source.as_dict().entries;
    } else {
      for (const Value& pair : TRY(runtime.items_of(source))) {
        const Value::Items both = TRY(runtime.items_of(pair));
        if (both.size() != 2) return template_error(concat(callee, "() expects pairs, got ", both.size(), " items"));
        TRY(insert(runtime, entries, both[0], both[1]));
      }
    }
  }
  for (const auto& [name, value] : arguments.named) TRY(insert(runtime, entries, Value::string(name), value));
  return entries;
}

Result<Value> global_dict(Runtime& runtime, const Arguments& arguments) {
  return runtime.dict(TRY(entries_of(runtime, "dict", arguments)));
}

Result<Value> global_namespace(Runtime& runtime, const Arguments& arguments) {
  Value::Entries entries = TRY(entries_of(runtime, "namespace", arguments));
  Namespace* made = TRY(runtime.make_namespace());
  made->attributes = std::move(entries);
  return Value::object(made);
}

Result<Value> global_raise_exception(Runtime& runtime, const Arguments& arguments) {
  const Value message = TRY(bind("raise_exception", arguments, {{"message"}}))[0];
  return template_error(TRY(text_of(runtime, message)));
}

Result<Value> global_strftime_now(Runtime& runtime, const Arguments& arguments) {
  // One letter at a time: what strftime makes of unknown letters is undefined, and of some it is long.
  constexpr std::string_view kKnown = "aAbBcdHIjmMpSUwWxXyYzZ";
  const Value bound = TRY(bind("strftime_now", arguments, {{"format"}}))[0];
  const std::string_view format = TRY(string_argument("strftime_now", "format", bound));
  const std::time_t now = runtime.now();
  std::tm local{};
  localtime_r(&now, &local);
  std::string out;
  for (size_t i = 0; i < format.size(); ++i) {
    const char letter = i + 1 < format.size() ? format[i + 1] : '\0';
    if (format[i] == '%' && kKnown.find(letter) != std::string_view::npos) {
      const char one[] = {'%', letter, '\0'};
      char text[128];
      out += std::string_view(text, std::strftime(text, sizeof text, one, &local));
      ++i;
    } else {
      out += format[i];
      if (format[i] == '%' && letter == '%') ++i;
    }
  }
  return runtime.string(std::move(out));
}

// --- Tables

using Filter = Result<Value> (*)(Runtime&, const Value&, const Arguments&);
using Test = Result<bool> (*)(Runtime&, const Value&, const Arguments&);
using Global = Result<Value> (*)(Runtime&, const Arguments&);

template <class F>
struct Row {
  std::string_view name;
  F call;
};

constexpr Row<Filter> kFilters[] = {
#define FILTER(name, function) {#name, function},
#include "template/jinja/filters.def"
#undef FILTER
};
constexpr Row<Test> kTests[] = {
#define TEST_ROW(name, function) {name, function},
#include "template/jinja/tests.def"
#undef TEST_ROW
};
constexpr Row<Global> kGlobals[] = {
    {"dict", global_dict},   {"namespace", global_namespace},       {"raise_exception", global_raise_exception},
    {"range", global_range}, {"strftime_now", global_strftime_now},
};

template <class F, size_t kCount>
const Row<F>* row_of(const Row<F> (&rows)[kCount], std::string_view name) {
  for (const Row<F>& row : rows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

bool has_test(std::string_view name) { return row_of(kTests, name) != nullptr; }

}  // namespace

Result<Value> apply_filter(Runtime& runtime, std::string_view name, const Value& input, const Arguments& arguments) {
  const Row<Filter>* row = row_of(kFilters, name);
  if (row == nullptr) return template_error(concat("there is no filter named '", name, "'"));
  TRY(runtime.step());
  const Nesting nesting(runtime);  // map may call map
  TRY(nesting.status());
  return row->call(runtime, input, arguments);
}

bool has_filter(std::string_view name) { return row_of(kFilters, name) != nullptr; }

Result<bool> apply_test(Runtime& runtime, std::string_view name, const Value& value, const Arguments& arguments) {
  const Row<Test>* row = row_of(kTests, name);
  if (row == nullptr) return template_error(concat("there is no test named '", name, "'"));
  TRY(runtime.step());
  return row->call(runtime, value, arguments);
}

std::optional<Value> find_global(std::string_view name) {
  const Row<Global>* row = row_of(kGlobals, name);
  if (row == nullptr) return std::nullopt;
  return Value::function({.description = concat("<function ", name, ">"), .depth = 0, .call = row->call});
}

}  // namespace hearth::jinja
