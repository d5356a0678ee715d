// Any header WWW-Authenticate is a challenge or none.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "registry/challenge.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto challenge = hearth::registry::Challenge::parse({reinterpret_cast<const char*>(data), size});
  if (challenge && challenge->realm.size() > size) __builtin_trap();
  return 0;
}
