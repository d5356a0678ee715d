// How characters are written between the quotes of a JSON string: as they are, or, where JSON asks for it, escaped in
// the shortest way.
#pragma once

#include <vector>

#include "grammar/char_set.h"
#include "grammar/utf8_ranges.h"

namespace hearth::grammar {

// Characters that stand for themselves: all but the quote, the backslash and control characters.
const CharSet& unescaped_chars();

// Byte sequences that match exactly the characters of `range`, which has no surrogates.
std::vector<ByteRanges> json_escaped(CharRange range);

}  // namespace hearth::grammar
