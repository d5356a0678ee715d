// libFuzzer: any bytes as a regular expression. What it and its complement match are all texts. Seeds:
// tests/fuzz/regex.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "grammar/regex.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!hearth::utf8::is_valid(text)) return 0;
  const auto dfa = hearth::grammar::parse_regex(text);
  if (!dfa) return 0;
  for (const std::string_view sample : {std::string_view("a"), std::string_view("ab1 "), text}) {
    CHECK(dfa->matches(sample) != hearth::grammar::complement(*dfa).matches(sample));
  }
  return 0;
}
