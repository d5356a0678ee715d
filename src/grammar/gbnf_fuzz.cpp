// libFuzzer: any bytes as a grammar in GBNF, then a walk through it. Seeds: tests/fuzz/gbnf.
#include <cstdint>
#include <string_view>

#include "grammar/fuzz_walk.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto grammar = hearth::grammar::compile_gbnf(text);
  if (grammar) hearth::grammar::walk(*grammar, text);
  return 0;
}
