// libFuzzer: any bytes as the name of a model. What is accepted names one folder below another and nothing else, and
// both ways of writing it read back as the same name. Seeds: tests/fuzz/model_name.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "store/model_name.h"

namespace hearth::store {
namespace {

bool is_plain_part(std::string_view part) {
  return !part.empty() && part[0] != '.' && part.find_first_of(std::string_view("/\\\0 \n", 5)) == part.npos;
}

void read_and_print(std::string_view text) {
  const auto name = ModelName::parse(text);
  if (!name) {
    CHECK(!name.error().message.empty() && std::ranges::count(name.error().message, '\n') == 0);
    return;
  }
  for (const std::string& part : {name->host(), name->name_space(), name->model(), name->tag()}) {
    CHECK(is_plain_part(part));
  }
  const auto from_full = ModelName::parse(name->full()), from_display = ModelName::parse(name->display());
  CHECK(from_full && *from_full == *name);
  CHECK(from_display && *from_display == *name);
}

}  // namespace
}  // namespace hearth::store

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hearth::store::read_and_print({reinterpret_cast<const char*>(data), size});
  return 0;
}
