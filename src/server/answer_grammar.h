// From what a request says of the shape of its answer, its format and its option `grammar`, to a grammar.
#pragma once

#include "api/ollama/format.h"
#include "api/options.h"
#include "base/result.h"
#include "grammar/grammar.h"

namespace hearth::server {

// Null when the answer may be anything. kInvalidArgument naming the field and what is wrong with it: both are set, a
// schema has a keyword that is not supported, a grammar has a mistake.
Result<grammar::SharedGrammar> answer_grammar(const ollama::Format& format, const api::Options& options);

}  // namespace hearth::server
