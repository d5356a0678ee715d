// Which rules of a program match the empty text.
#pragma once

#include <vector>

#include "grammar/program.h"

namespace hearth::grammar {

// By rule.
std::vector<bool> nullable_rules(const Program& program);

}  // namespace hearth::grammar
