// str.format(): "{} {0} {name} {0.key} {0[key]} {!r}". Format specifications after a colon are not supported.
#pragma once

#include <string_view>

#include "base/result.h"
#include "template/jinja/function.h"
#include "template/jinja/runtime.h"

namespace hearth::jinja {

Result<Value> brace_format(Runtime& runtime, std::string_view format, const Arguments& arguments);

}  // namespace hearth::jinja
