// The settings of the user who runs a command.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/settings.h"
#include "cli/command_line.h"

namespace hearth::cli {

// Their warnings on standard error, one line each. A command says them once, when it has found nothing in the settings
// that makes it stop.
void say_warnings(const Settings& settings);

// A flag for each setting, --max-queue-length for max_queue_length, on the command line of one command.
//
//   SettingFlags flags(line);
//   TRY(line.parse(arguments));
//   const Settings settings = TRY(Settings::load(flags.given()));
class SettingFlags {
 public:
  // Lives until `line` has been parsed.
  explicit SettingFlags(CommandLine& line);

  std::vector<SettingFlag> given() const;

 private:
  std::vector<std::vector<std::string>> values_;  // [setting_rows().size()], in the order of the rows
};

// "--max-queue-length"
std::string flag_name(const SettingRow& row);

}  // namespace hearth::cli
