// GBNF, llama.cpp's notation of grammars: rules of literals, character classes, groups, alternatives and repetitions.
//
//   root  ::= "[" (item ("," item)*)? "]"   # a comment
//   item  ::= [0-9]{1,3} | "\u00e9" | [^a-z\n] | .
//
// Names that refer to single tokens (<think>, <[12]>) are not known here.
#pragma once

#include <string_view>

#include "base/result.h"
#include "grammar/form.h"

namespace hearth::grammar {

// kInvalidArgument with line and column.
Result<Form> parse_gbnf(std::string_view text);

}  // namespace hearth::grammar
