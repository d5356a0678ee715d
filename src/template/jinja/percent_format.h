// printf-style formatting of Python's str % values, which is also the filter `format`: %s %r %d %i %u %c %x %X %o
// %e %E %f %F %g %G %%, flags, width, precision, and %(name)s from a dict.
#pragma once

#include <string_view>

#include "base/result.h"
#include "template/jinja/runtime.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

// `values` is a tuple, a dict, or the one value.
Result<Value> percent_format(Runtime& runtime, std::string_view format, const Value& values);

}  // namespace hearth::jinja
