// The parser of Go templates: source to syntax tree, by recursive descent as Go's own parser goes, so that the same
// sources are refused with the same words.
#pragma once

#include <string_view>

#include "base/result.h"
#include "template/go/ast.h"

namespace hearth::go_template {

// An error begins with "template: :LINE:COLUMN: ".
Result<Ast> parse(std::string_view source);

}  // namespace hearth::go_template
