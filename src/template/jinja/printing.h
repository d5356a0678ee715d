// Values as Python prints them: str() and repr().
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "template/jinja/runtime.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

// str(): what {{ value }} prints.
Result<std::string> text_of(Runtime& runtime, const Value& value);
// repr(): how a value looks inside a printed list.
Result<std::string> repr_of(Runtime& runtime, const Value& value);

std::string repr_of_string(std::string_view text);
// The shortest digits that read back as the same number, written as Python does (1e+16, 0.1, 1.0).
std::string text_of_double(double value);

}  // namespace hearth::jinja
