// libFuzzer: any bytes as a manifest or a config blob. What is accepted reads back the same after printing, and
// printing that gives the same bytes. Seeds: tests/fuzz/manifest.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "store/manifest.h"
#include "store/model_config.h"

namespace hearth::store {
namespace {

template <class T>
void read_and_print(std::string_view text) {
  const auto value = T::parse(text);
  if (!value) {
    CHECK(!value.error().message.empty() && std::ranges::count(value.error().message, '\n') == 0);
    return;
  }
  const auto again = T::parse(value->print());
  CHECK(again && again->print() == value->print());
}

}  // namespace
}  // namespace hearth::store

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  hearth::store::read_and_print<hearth::store::Manifest>(text);
  hearth::store::read_and_print<hearth::store::ModelConfig>(text);
  return 0;
}
