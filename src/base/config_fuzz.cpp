// libFuzzer: any bytes as config.yaml. They are refused in one line, or give settings that can all be shown; and what
// is shown of each value is read back as the same value. Seeds: tests/fuzz/config.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/config_file.h"
#include "base/settings.h"
#include "base/text.h"

namespace hearth {
namespace {

std::string shown(const Settings& settings) {
  std::string text;
  for (const SettingView& view : settings.views()) text += concat(view.row->key, '=', view.text, '\n');
  return text;
}

void read_and_show(std::string_view text) {
  const auto entries = parse_config(text, "config.yaml");
  if (!entries) {
    CHECK(!entries.error().message.empty());
    return;
  }
  const auto nothing = [](std::string_view) { return std::optional<std::string_view>(); };
  const Settings settings = Settings::combine({.config = *entries, .environment = nothing}).value();
  std::vector<SettingFlag> flags;
  const std::vector<SettingView> views = settings.views();
  for (const SettingView& view : views) {
    if (view.origin.kind != Origin::Kind::kDefault) flags.push_back({view.row->key, "--flag", view.text});
  }
  const auto again = Settings::combine({.environment = nothing, .flags = flags});
  CHECK(again && shown(*again) == shown(settings));
}

}  // namespace
}  // namespace hearth

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hearth::read_and_show({reinterpret_cast<const char*>(data), size});
  return 0;
}
