// How a range of code points looks in UTF-8: as sequences of byte ranges. U+0000..U+07FF, say, is [00-7F] or
// [C2-DF][80-BF].
#pragma once

#include <cstdint>
#include <vector>

#include "grammar/char_set.h"

namespace hearth::grammar {

struct ByteRange {
  uint8_t first, last;
  auto operator<=>(const ByteRange&) const = default;
};

using ByteRanges = std::vector<ByteRange>;  // one per byte of a character, 1 to 4

// Sequences that match exactly the characters of `range`, which has no surrogates.
std::vector<ByteRanges> utf8_ranges(CharRange range);

}  // namespace hearth::grammar
