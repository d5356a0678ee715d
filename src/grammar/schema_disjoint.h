// Whether no value fits two alternatives: by their types, by the values they list, or, for objects, by a member that
// both ask for and that cannot fit both, or that one asks for and the other forbids.
#pragma once

#include <vector>

#include "grammar/schema_shape.h"

namespace hearth::grammar {

// True only when it is certain.
bool are_disjoint(const std::vector<Shape>& a, const std::vector<Shape>& b);

}  // namespace hearth::grammar
