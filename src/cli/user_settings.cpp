#include "cli/user_settings.h"

#include <algorithm>
#include <cstdio>

#include "base/text.h"
#include "cli/message_line.h"

namespace hearth::cli {

void say_warnings(const Settings& settings) {
  for (const SettingWarning& warning : settings.warnings) {
    std::fprintf(stderr, "warning: %s\n", message_line(warning.text()).c_str());
  }
}

std::string flag_name(const SettingRow& row) {
  std::string name = concat("--", row.key);
  std::ranges::replace(name, '_', '-');
  return name;
}

SettingFlags::SettingFlags(CommandLine& line) : values_(setting_rows().size()) {
  for (size_t i = 0; i < values_.size(); ++i) {
    const SettingRow& row = setting_rows()[i];
    line.option(flag_name(row), "VALUE", values_[i], row.help);
  }
}

std::vector<SettingFlag> SettingFlags::given() const {
  std::vector<SettingFlag> flags;
  for (size_t i = 0; i < values_.size(); ++i) {
    const SettingRow& row = setting_rows()[i];
    for (const std::string& value : values_[i]) flags.push_back({row.key, flag_name(row), value});
  }
  return flags;
}

}  // namespace hearth::cli
