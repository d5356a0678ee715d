// Nodes written back as template source, the way Go's messages quote the node that failed.
#pragma once

#include <string>
#include <variant>

#include "template/go/ast.h"

namespace hearth::go_template {

// Something that evaluation is at.
using Node = std::variant<const Expression*, const Command*, const Pipeline*, const Statement*>;

size_t position_of(const Node& node);
// Of statements only the two kinds that can fail by themselves: actions and template calls.
std::string source_text(const Node& node);

}  // namespace hearth::go_template
