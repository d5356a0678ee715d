// libFuzzer: any JSON as a schema, then a walk through what it allows. Seeds: tests/fuzz/schema.
#include <cstdint>
#include <string_view>

#include "grammar/fuzz_walk.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto schema = hearth::Json::parse(text);
  if (!schema) return 0;
  const auto grammar = hearth::grammar::compile_schema(*schema);
  if (grammar) hearth::grammar::walk(*grammar, text);
  return 0;
}
