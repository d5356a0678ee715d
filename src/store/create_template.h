// Checks the text of a TEMPLATE before it becomes part of a model, so that a mistake is known at once and not at the
// first question.
#pragma once

#include <string_view>

#include "base/result.h"

namespace hearth::store {

// kInvalidArgument with line and column, in Go's words: template error: template: :1:5: unexpected "}" in operand
Status check_template(std::string_view text);

}  // namespace hearth::store
