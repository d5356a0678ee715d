#include "grammar/utf8_ranges.h"

#include <string>

#include "base/utf8.h"

namespace hearth::grammar {
namespace {

// The last code points of one, two and three bytes.
constexpr char32_t kLengthEnds[] = {0x7F, 0x7FF, 0xFFFF};

// Both have the same length, and every byte but the first few runs through all its values.
ByteRanges zip(char32_t first, char32_t last) {
  std::string from, to;
  utf8::append(from, first);
  utf8::append(to, last);
  ByteRanges out;
  for (size_t i = 0; i < from.size(); ++i) {
    out.push_back({static_cast<uint8_t>(from[i]), static_cast<uint8_t>(to[i])});
  }
  return out;
}

void split(char32_t first, char32_t last, std::vector<ByteRanges>& out) {
  for (const char32_t end : kLengthEnds) {
    if (first <= end && end < last) {
      split(first, end, out);
      return split(end + 1, last, out);
    }
  }
  // A byte whose followers do not run through all their values has to be one value.
  for (const char32_t low_bits : {0x3Fu, 0xFFFu, 0x3FFFFu}) {
    if (first <= 0x7F || (first & ~low_bits) == (last & ~low_bits)) continue;
    if ((first & low_bits) != 0) {
      split(first, first | low_bits, out);
      return split((first | low_bits) + 1, last, out);
    }
    if ((last & low_bits) != low_bits) {
      split(first, (last & ~low_bits) - 1, out);
      return split(last & ~low_bits, last, out);
    }
  }
  out.push_back(zip(first, last));
}

}  // namespace

std::vector<ByteRanges> utf8_ranges(CharRange range) {
  std::vector<ByteRanges> out;
  split(range.first, range.last, out);
  return out;
}

}  // namespace hearth::grammar
