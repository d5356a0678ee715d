// Declares every filter of filters.def. `input` is what stands before the bar.
#pragma once

#include "base/result.h"
#include "template/jinja/function.h"
#include "template/jinja/runtime.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

#define FILTER(name, function) Result<Value> function(Runtime& runtime, const Value& input, const Arguments& arguments);
#include "template/jinja/filters.def"
#undef FILTER

}  // namespace hearth::jinja
