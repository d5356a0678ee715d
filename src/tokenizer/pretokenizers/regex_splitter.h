// RegexSplitter: a step that is a regular expression, run by PCRE2: matches are pieces, and so is what lies between.
//
// For the expressions of few models and the test of the hand-written ones. \s is written out as Unicode's white space
// (PCRE2's own also has U+180E). Bytes that are no UTF-8 never match.
#pragma once

#include <memory>
#include <string_view>

#include "tokenizer/pretokenizers/pretokenizer.h"

namespace hearth::tokenizer {

// `pattern` is our own and must compile: a mistake in it ends the program.
std::unique_ptr<Splitter> make_regex_splitter(std::string_view pattern);

}  // namespace hearth::tokenizer
