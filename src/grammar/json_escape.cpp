#include "grammar/json_escape.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace hearth::grammar {
namespace {

std::string escape(char32_t c) {
  constexpr std::string_view kSpecial = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt", kHex = "0123456789abcdef";
  const size_t at = kSpecial.find(static_cast<char>(c));
  if (at != std::string_view::npos) return {'\\', kLetters[at]};
  return {'\\', 'u', '0', '0', kHex[c / 16], kHex[c % 16]};
}

}  // namespace

const CharSet& unescaped_chars() {
  static const CharSet set{{' ', '!'}, {'#', '['}, {']', 0x10FFFF}};
  return set;
}

std::vector<ByteRanges> json_escaped(CharRange range) {
  std::vector<ByteRanges> out;
  const CharSet whole{range}, plain = whole.intersection(unescaped_chars());
  for (const CharRange& part : plain.ranges()) {
    for (ByteRanges& ranges : utf8_ranges(part)) out.push_back(std::move(ranges));
  }
  const CharSet special = whole.intersection(unescaped_chars().complement());
  for (const CharRange& part : special.ranges()) {
    for (char32_t c = part.first; c <= part.last; ++c) {
      ByteRanges ranges;
      for (const char byte : escape(c)) ranges.push_back({static_cast<uint8_t>(byte), static_cast<uint8_t>(byte)});
      out.push_back(std::move(ranges));
    }
  }
  return out;
}

}  // namespace hearth::grammar
