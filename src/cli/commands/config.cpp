// hearth config: every setting, the value that holds, and where it comes from.
#include <algorithm>

#include "base/closest.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/message_line.h"
#include "cli/output.h"
#include "cli/table.h"
#include "cli/user_settings.h"

namespace hearth::cli {
namespace {

// The settings of these names, which may be keys or variables; all of them when there are no names.
Result<std::vector<SettingView>> pick(std::vector<SettingView> views, const std::vector<std::string>& names) {
  if (names.empty()) return views;
  std::vector<SettingView> picked;
  for (const std::string& name : names) {
    const auto is_meant = [&](const SettingView& view) { return name == view.row->key || name == view.row->variable; };
    const auto found = std::ranges::find_if(views, is_meant);
    if (found == views.end()) {
      std::vector<std::string_view> keys;
      for (const SettingRow& row : setting_rows()) keys.push_back(row.key);
      const auto near = closest(name, keys);
      return fail(ErrorCode::kNotFound,
                  concat("there is no setting '", name, "'", near ? concat("; did you mean ", *near, '?') : ""));
    }
    picked.push_back(*found);
  }
  return picked;
}

std::string config_text(const std::vector<SettingView>& views) {
  std::vector<Row> rows = {{"NAME", "VALUE", "ORIGIN"}};
  for (const SettingView& view : views) {
    const std::string value = view.text.empty() ? "-" : message_line(view.text);
    rows.push_back({std::string(view.row->key), value, view.origin.text()});
  }
  return columns_text(rows, "", LastColumn::kBare);
}

Json config_json(const std::vector<SettingView>& views, const Settings& settings) {
  Json values = Json::object();
  for (const SettingView& view : views) {
    values.set(view.row->key, Json::object({{"value", view.value},
                                            {"origin", view.origin.text()},
                                            {"default", view.row->default_text},
                                            {"variable", view.row->variable},
                                            {"help", view.row->help}}));
  }
  Json warnings = Json::array();
  for (const SettingWarning& warning : settings.warnings) warnings.push_back(warning.text());
  const Json file = settings.config_path.empty() ? Json() : Json(settings.config_path);
  return Json::object({{"config_file", file}, {"settings", values}, {"warnings", warnings}});
}

}  // namespace

Status run_config(Arguments arguments) {
  std::vector<std::string> names;
  bool json = false;
  CommandLine line("config");
  line.arguments("NAME", names, "only these settings");
  line.flag("--json", json, "one JSON object");
  const SettingFlags flags(line);
  line.explain(
      "Where values are looked for, the strongest first",
      {{"flags", "of the command"},
       {"environment", "the variables below"},
       {"config.yaml", "lines of 'name: value' in ~/.hearth/config.yaml, or in the file that HEARTH_CONFIG names"}});
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  const Settings settings = TRY(Settings::load(flags.given()));
  const std::vector<SettingView> views = TRY(pick(settings.views(), names));
  say_warnings(settings);
  TRY(write_out(json ? config_json(views, settings).dump() + '\n' : config_text(views)));
  return {};
}

}  // namespace hearth::cli
