// Settings: every value that a user can set for Hearth as a whole, and where each came from.
//
// A value is looked for in four places, and the first that has it decides: flags of the command, the environment,
// config.yaml, the default of settings.def. Nobody is left to guess what happened: each value names its origin, and
// what was found but could not be used is in `warnings`.
//
//   const Settings settings = TRY(Settings::load());
//   queue.limit_to(settings.max_queue_length.value);
//   log(settings.max_queue_length.origin.text());   // "environment OLLAMA_MAX_QUEUE"
//
// What a value that makes no sense does depends on where it stands. In the environment it is read as Ollama reads it: a
// boolean counts as true, anything else is passed over. In config.yaml it is passed over. Both are told as warnings.
// A flag was typed for this one command, so it is an error; so is a file that is no YAML.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/config_file.h"
#include "base/env.h"
#include "base/json.h"
#include "base/result.h"
#include "base/setting_kind.h"

namespace hearth {

// Where a value came from.
struct Origin {
  enum class Kind { kDefault, kConfigFile, kEnvironment, kFlag };
  Kind kind = Kind::kDefault;
  std::string place{};  // "config.yaml:3", "OLLAMA_HOST", "--host"; empty for a default

  // "default", "config.yaml:3", "environment OLLAMA_HOST", "flag --host"
  std::string text() const;
};

template <class T>
struct Setting {
  T value{};
  Origin origin{};
};

// A row of settings.def.
struct SettingRow {
  std::string_view key, variable, default_text, help;
  std::string (*expected)();  // "a whole number from 0 to 1024"
};
// Alphabetical by variable.
std::span<const SettingRow> setting_rows();

// One setting as reports show it.
struct SettingView {
  const SettingRow* row;
  std::string text;  // as a user would write it
  Json value;
  Origin origin;
};

// A flag that was given for a setting.
struct SettingFlag {
  std::string_view key;
  std::string name;  // as it was typed: --max-queue-length
  std::string text;
};

// Something that was found and could not be used as it stands.
struct SettingWarning {
  std::string key;          // of the setting; or what config.yaml calls something that is none
  std::string problem;      // "config.yaml:3: debug is 'loud', expected true, false or a whole number from 0 on"
  std::string consequence;  // "it is ignored"

  std::string text() const;
};

struct Settings {
#define VARIABLE(name, default_text, help)
#define SETTING(variable, key, kind, default_text, help) Setting<decltype(setting_kind::kind)::Value> key;
#include "base/settings.def"
#undef SETTING
#undef VARIABLE

  std::string config_path;  // of the file that was read; empty when there is none
  std::vector<SettingWarning> warnings;

  // All four places. The file is what HEARTH_CONFIG names, which has to be there, or ~/.hearth/config.yaml, which need
  // not.
  static Result<Settings> load(std::span<const SettingFlag> flags = {});

  struct Sources {
    std::span<const ConfigEntry> config{};
    std::string config_path{};
    std::function<std::optional<std::string_view>(std::string_view)> environment = env::find;
    std::span<const SettingFlag> flags{};
  };
  // From what has been read already.
  static Result<Settings> combine(const Sources& sources);

  // Every setting, in the order of setting_rows().
  std::vector<SettingView> views() const;
  // kInvalidArgument when something was found for this key that could not be used: for readers who would rather stop
  // than go on with another value.
  Status check(std::string_view key) const;
};

}  // namespace hearth
