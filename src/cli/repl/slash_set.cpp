// /set: what the user can change about a session, one function per row of settings.def.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "cli/repl/slash_commands.h"

namespace hearth::cli {
namespace {

#define SETTING(name, value, purpose) Status set_##name(Repl& repl, const SlashLine& line);
#include "cli/repl/settings.def"
#undef SETTING

constexpr SlashRow kSettings[] = {
#define SETTING(name, value, purpose) {#name, "", value, purpose, set_##name},
#include "cli/repl/settings.def"
#undef SETTING
};

Status usage(Repl& repl, std::string_view name) {
  const SlashRow* row = find_row(kSettings, name);
  return repl.print(concat("Usage:\n  /set ", name, ' ', row->arguments, '\n'));
}

bool is_list(std::string_view option) {
  return std::ranges::any_of(api::option_rows(), [&](const api::OptionRow& row) {
    return row.name == option && (row.type == api::OptionType::kStrings || row.type == api::OptionType::kBiases);
  });
}

// `name` set to the words from the third on, which are several for lists only.
Result<api::Options> parse_parameter(const SlashLine& line, api::Warnings& warnings) {
  api::Options parsed;
  const std::string name = line.word(2);
  if (!is_list(name)) {
    TRY(api::set_option(parsed, name, line.from_word(3), warnings));
    return parsed;
  }
  for (size_t i = 3; i < line.n_words(); ++i) TRY(api::set_option(parsed, name, line.word(i), warnings));
  return parsed;
}

Status set_parameter(Repl& repl, const SlashLine& line) {
  if (line.n_words() < 4) return usage(repl, "parameter");
  api::Warnings warnings;
  const Result<api::Options> parsed = parse_parameter(line, warnings);
  if (!parsed) return repl.print(concat("Couldn't set parameter: \"", parsed.error().message, "\"\n"));
  for (const std::string& warning : warnings.lines()) repl.warn(warning);
  repl.session.options = api::merge(*parsed, repl.session.options);
  std::string values;
  for (size_t i = 3; i < line.n_words(); ++i) values += concat(i > 3 ? ", " : "", line.word(i));
  return repl.print(concat("Set parameter '", line.word(2), "' to '", values, "'\n"));
}

Status set_system(Repl& repl, const SlashLine& line) {
  if (line.n_words() < 3) return usage(repl, "system");
  repl.session.system = line.from_word(2);
  return repl.print("Set system message.\n");
}

Status set_template(Repl& repl, const SlashLine& line) {
  if (line.n_words() < 3) return usage(repl, "template");
  repl.session.template_text = line.from_word(2);
  return repl.print("Set prompt template.\n");
}

Status set_history(Repl& repl, const SlashLine&) {
  repl.session.keeps_history = true;
  return {};
}

Status set_nohistory(Repl& repl, const SlashLine&) {
  repl.session.keeps_history = false;
  return {};
}

Status set_wordwrap(Repl& repl, const SlashLine&) {
  repl.session.style.wordwrap = true;
  return repl.print("Set 'wordwrap' mode.\n");
}

Status set_nowordwrap(Repl& repl, const SlashLine&) {
  repl.session.style.wordwrap = false;
  return repl.print("Set 'nowordwrap' mode.\n");
}

Status set_format(Repl& repl, const SlashLine& line) {
  if (line.word(2) != "json") return repl.print("Invalid or missing format. For 'json' mode use '/set format json'\n");
  repl.session.format = {.kind = ollama::Format::Kind::kJson};
  return repl.print("Set format to 'json' mode.\n");
}

Status set_noformat(Repl& repl, const SlashLine&) {
  repl.session.format = {};
  return repl.print("Disabled format.\n");
}

Status set_verbose(Repl& repl, const SlashLine&) {
  repl.session.verbose = true;
  return repl.print("Set 'verbose' mode.\n");
}

Status set_quiet(Repl& repl, const SlashLine&) {
  repl.session.verbose = false;
  return repl.print("Set 'quiet' mode.\n");
}

// A model that cannot think is not asked to; the mode holds for the next one that is loaded.
Status think(Repl& repl, ollama::Think mode, std::string_view text) {
  repl.session.think = mode;
  if (!repl.session.can("thinking") && mode != ollama::Think::kOff)
    repl.warn(concat("model \"", repl.session.model(), "\" does not support thinking output"));
  return repl.print(text);
}

Status set_think(Repl& repl, const SlashLine& line) {
  const std::string level = line.word(2);
  if (level.empty()) return think(repl, ollama::Think::kOn, "Set 'think' mode.\n");
  const Result<ollama::Think> mode = ollama::parse_think_text(level);
  if (!mode) return repl.print(mode.error().message + '\n');
  return think(repl, *mode, concat("Set 'think' mode to '", level, "'.\n"));
}

Status set_nothink(Repl& repl, const SlashLine&) { return think(repl, ollama::Think::kOff, "Set 'nothink' mode.\n"); }

}  // namespace

std::span<const SlashRow> settings() { return kSettings; }

Status slash_set(Repl& repl, const SlashLine& line) {
  if (line.n_words() < 2) return run_slash_command(repl, "/? set");
  const SlashRow* row = find_row(kSettings, line.word(1));
  if (row == nullptr) return unknown_command(repl, concat(line.word(0), ' ', line.word(1)));
  return row->run(repl, line);
}

}  // namespace hearth::cli
