#include "template/go/functions.h"

#include <algorithm>
#include <ctime>

#include "base/text.h"
#include "template/go/function_calls.h"
#include "template/go/json_text.h"

namespace hearth::go_template {
namespace {

constexpr Function kFunctions[] = {
#define FUNCTION(name, arity, n_arguments, parameters, call) \
  {#name, Arity::arity, n_arguments, Parameters::parameters, call},
#include "template/go/functions.def"
#undef FUNCTION
};

// The day some days before now, as 2006-01-02.
Result<Value> date(const Runtime& runtime, int n_days_ago) {
  const std::time_t now = runtime.now();
  std::tm day{};
  localtime_r(&now, &day);
  day.tm_mday -= n_days_ago;
  day.tm_hour = 12;  // so that no change of clocks moves it into another day
  std::mktime(&day);
  char text[32];
  return Value::string(std::string(text, std::strftime(text, sizeof text, "%Y-%m-%d", &day)));
}

}  // namespace

const Function* find_function(std::string_view name) {
  const auto* found = std::ranges::find(kFunctions, name, &Function::name);
  return found == std::end(kFunctions) ? nullptr : found;
}

// No value that a template can reach is a function.
Result<Value> call_call(Runtime& /*runtime*/, Arguments arguments) {
  const Value callee = arguments[0].is_valid() ? arguments[0].unboxed() : Value();
  if (!callee.is_valid()) return template_error("call of nil");
  return template_error(concat("non-function of type ", callee.type().name));
}

// Both may be given a format, as in Ollama, and there is only the one.
Result<Value> call_current_date(Runtime& runtime, Arguments /*arguments*/) { return date(runtime, 0); }
Result<Value> call_yesterday_date(Runtime& runtime, Arguments /*arguments*/) { return date(runtime, 1); }

Result<Value> call_json(Runtime& runtime, Arguments arguments) { return runtime.string(json_of(arguments[0])); }

Result<Value> call_to_typescript_type(Runtime& /*runtime*/, Arguments arguments) {
  const Method* method = arguments[0].type().find_method("ToTypeScriptType");
  return Value::string(method == nullptr ? "any" : method->call(arguments[0]));
}

}  // namespace hearth::go_template
