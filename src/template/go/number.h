// Number constants of templates, read as Go reads the literals of its own programs.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "template/go/value.h"

namespace hearth::go_template {

// An int or a float64, whichever the literal looks like; nothing when it is a whole number beyond int. Imaginary
// numbers, which Go has, are refused: no chat template computes with them.
Result<std::optional<Value>> parse_number(std::string_view literal);

}  // namespace hearth::go_template
