#include "base/settings.h"

#include <algorithm>
#include <concepts>

#include "base/closest.h"
#include "base/home.h"
#include "base/text.h"

namespace hearth {
namespace {

constexpr SettingRow kRows[] = {
#define VARIABLE(name, default_text, help)
#define SETTING(variable, key, kind, default_text, help) \
  {#key, variable, default_text, help, [] { return std::string(setting_kind::kind.expected()); }},
#include "base/settings.def"
#undef SETTING
#undef VARIABLE
};

// Calls use(row, kind, setting) for every setting of `settings`.
template <class AnySettings, class Use>
void for_each_setting(AnySettings& settings, const Use& use) {
  const SettingRow* row = kRows;
#define VARIABLE(name, default_text, help)
#define SETTING(variable, key, kind, default_text, help) use(*row++, setting_kind::kind, settings.key);
#include "base/settings.def"
#undef SETTING
#undef VARIABLE
}

// --- messages ------------------------------------------------------------------------------------------------

constexpr size_t kShownBytes = 80;  // of a text that cannot be used

std::string shown(std::string_view text) {
  return text.size() <= kShownBytes ? concat('\'', text, '\'') : concat('\'', text.substr(0, kShownBytes), "'...");
}

std::string unusable(std::string_view name, std::string_view found, const SettingRow& row) {
  return concat(name, " is ", found, ", expected ", row.expected());
}

std::string unknown_name(const ConfigEntry& entry, std::string_view place) {
  std::vector<std::string_view> keys;
  for (const SettingRow& row : kRows) {
    keys.push_back(row.key);
    if (entry.name == row.variable) return concat(place, ": ", entry.name, " is called ", row.key, " here");
  }
  const auto meant = closest(entry.name, keys);
  return concat(place, ": there is no setting ", shown(entry.name),
                meant ? concat("; did you mean ", *meant, '?') : "");
}

// --- reading -------------------------------------------------------------------------------------------------

// Fills the settings one after the other, each from the weakest place to the strongest.
class Combiner {
 public:
  Combiner(const Settings::Sources& sources, Settings& settings) : sources_(sources), settings_(settings) {}

  Status run() {
    for_each_setting(settings_, [&](const SettingRow& row, const auto& kind, auto& setting) {
      setting.value = kind.parse(row.default_text).value();
      take_config(row, kind, setting);
      take_environment(row, kind, setting);
      take_flags(row, kind, setting);
    });
    for (const ConfigEntry& entry : sources_.config) {
      if (std::ranges::find(kRows, entry.name, &SettingRow::key) != std::end(kRows)) continue;
      warn(entry.name, unknown_name(entry, place_of(entry)), kIgnored);
    }
    return flags_;
  }

 private:
  static constexpr std::string_view kIgnored = "it is ignored";

  std::string place_of(const ConfigEntry& entry) const { return concat(sources_.config_path, ':', entry.line); }

  void warn(std::string_view key, std::string problem, std::string_view consequence) {
    settings_.warnings.push_back({std::string(key), std::move(problem), std::string(consequence)});
  }

  template <class Kind, class T>
  void take_config(const SettingRow& row, const Kind& kind, Setting<T>& setting) {
    using Shape = ConfigEntry::Shape;
    const auto entry = std::ranges::find(sources_.config, row.key, &ConfigEntry::name);
    if (entry == sources_.config.end() || entry->shape == Shape::kNothing) return;
    constexpr bool kTakesLists = std::same_as<Kind, setting_kind::List>;
    const bool readable = entry->shape == Shape::kText || (kTakesLists && entry->shape == Shape::kList);
    const std::string text = readable ? setting_kind::List::print(entry->texts) : "";
    if (auto value = readable ? kind.parse(text) : std::nullopt) {
      setting = {*std::move(value), {Origin::Kind::kConfigFile, place_of(*entry)}};
      return;
    }
    const std::string found = readable                       ? shown(text)
                              : entry->shape == Shape::kList ? "a list"
                                                             : "a mapping or a list of such";
    warn(row.key, unusable(concat(place_of(*entry), ": ", row.key), found, row), kIgnored);
  }

  template <class Kind, class T>
  void take_environment(const SettingRow& row, const Kind& kind, Setting<T>& setting) {
    const auto text = sources_.environment(row.variable);
    if (!text) return;
    const Origin origin{Origin::Kind::kEnvironment, std::string(row.variable)};
    if (auto value = kind.parse(*text)) {
      setting = {*std::move(value), origin};
      return;
    }
    constexpr bool kIsBoolean = std::same_as<Kind, setting_kind::Boolean>;
    if constexpr (kIsBoolean) setting = {true, origin};
    warn(row.key, unusable(row.variable, shown(*text), row),
         kIsBoolean ? "it counts as true, as it does for Ollama" : kIgnored);
  }

  template <class Kind, class T>
  void take_flags(const SettingRow& row, const Kind& kind, Setting<T>& setting) {
    for (const SettingFlag& flag : sources_.flags) {
      if (flag.key != row.key) continue;
      if (auto value = kind.parse(flag.text)) {
        setting = {*std::move(value), {Origin::Kind::kFlag, flag.name}};
      } else if (flags_) {
        flags_ = fail(ErrorCode::kInvalidArgument, unusable(flag.name, shown(flag.text), row));
      }
    }
  }

  const Settings::Sources& sources_;
  Settings& settings_;
  Status flags_;  // the first error among them
};

Json json_of(bool value) { return value; }
Json json_of(int64_t value) { return value; }
Json json_of(std::chrono::nanoseconds value) { return setting_kind::Duration::print(value); }
Json json_of(const std::string& value) { return value; }
Json json_of(const std::vector<std::string>& value) { return Json::Array(value.begin(), value.end()); }

}  // namespace

std::string Origin::text() const {
  switch (kind) {
    case Kind::kDefault:
      return "default";
    case Kind::kConfigFile:
      return place;
    case Kind::kEnvironment:
      return concat("environment ", place);
    case Kind::kFlag:
      return concat("flag ", place);
  }
  return {};
}

std::string SettingWarning::text() const { return concat(problem, "; ", consequence); }

std::span<const SettingRow> setting_rows() { return kRows; }

Result<Settings> Settings::load(std::span<const SettingFlag> flags) {
  std::string path = expand_home(env::value("HEARTH_CONFIG"));
  auto entries = read_config_file(path);
  const bool absent = !entries && entries.error().code == ErrorCode::kNotFound;
  if (absent && !env::find("HEARTH_CONFIG")) {
    entries.emplace();
    path.clear();
  }
  if (!entries) return within(absent ? "HEARTH_CONFIG" : "configuration", std::move(entries.error()));
  return combine({.config = *entries, .config_path = std::move(path), .flags = flags});
}

Result<Settings> Settings::combine(const Sources& sources) {
  Settings settings;
  settings.config_path = sources.config_path;
  TRY(Combiner(sources, settings).run());
  return settings;
}

std::vector<SettingView> Settings::views() const {
  std::vector<SettingView> views;
  for_each_setting(*this, [&](const SettingRow& row, const auto& kind, const auto& setting) {
    views.push_back({&row, kind.print(setting.value), json_of(setting.value), setting.origin});
  });
  return views;
}

Status Settings::check(std::string_view key) const {
  const auto found = std::ranges::find(warnings, key, &SettingWarning::key);
  if (found == warnings.end()) return {};
  return fail(ErrorCode::kInvalidArgument, found->problem);
}

}  // namespace hearth
