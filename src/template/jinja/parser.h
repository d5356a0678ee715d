// The parser of Jinja: source to syntax tree, by recursive descent with Jinja's own precedences. What needs other
// files (include, import, extends, block) is refused: a chat template is one file.
#pragma once

#include <string_view>

#include "base/result.h"
#include "template/jinja/ast.h"

namespace hearth::jinja {

// An error names the line.
Result<Ast> parse(std::string_view source);

}  // namespace hearth::jinja
