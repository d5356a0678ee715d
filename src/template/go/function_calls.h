// What the rows of functions.def call.
#pragma once

#include <span>

#include "base/result.h"
#include "template/go/runtime.h"
#include "template/go/value.h"

namespace hearth::go_template {

using Arguments = std::span<const Value>;

// functions_compare.cpp
Result<Value> call_eq(Runtime& runtime, Arguments arguments);
Result<Value> call_ge(Runtime& runtime, Arguments arguments);
Result<Value> call_gt(Runtime& runtime, Arguments arguments);
Result<Value> call_le(Runtime& runtime, Arguments arguments);
Result<Value> call_lt(Runtime& runtime, Arguments arguments);
Result<Value> call_ne(Runtime& runtime, Arguments arguments);
Result<Value> call_not(Runtime& runtime, Arguments arguments);

// functions_index.cpp
Result<Value> call_index(Runtime& runtime, Arguments arguments);
Result<Value> call_len(Runtime& runtime, Arguments arguments);
Result<Value> call_slice(Runtime& runtime, Arguments arguments);

// functions_text.cpp
Result<Value> call_html(Runtime& runtime, Arguments arguments);
Result<Value> call_js(Runtime& runtime, Arguments arguments);
Result<Value> call_print(Runtime& runtime, Arguments arguments);
Result<Value> call_printf(Runtime& runtime, Arguments arguments);
Result<Value> call_println(Runtime& runtime, Arguments arguments);
Result<Value> call_urlquery(Runtime& runtime, Arguments arguments);

// functions.cpp
Result<Value> call_call(Runtime& runtime, Arguments arguments);
Result<Value> call_current_date(Runtime& runtime, Arguments arguments);
Result<Value> call_json(Runtime& runtime, Arguments arguments);
Result<Value> call_to_typescript_type(Runtime& runtime, Arguments arguments);
Result<Value> call_yesterday_date(Runtime& runtime, Arguments arguments);

}  // namespace hearth::go_template
