// Regular expressions as JSON Schema has them (ECMA-262, by characters), as far as they are regular: alternatives,
// groups, classes, quantifiers, and the anchors ^ and $. A pattern matches a text in which it is found anywhere.
#pragma once

#include <string_view>

#include "base/result.h"
#include "grammar/dfa.h"

namespace hearth::grammar {

// kInvalidArgument with the column for a mistake; kUnsupported for what is not regular (backreferences) or not
// supported (lookaround, \b, \p); kInvalidArgument when it takes too many states.
Result<Dfa> parse_regex(std::string_view pattern);

}  // namespace hearth::grammar
