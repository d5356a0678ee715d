#include "cli/generation_options.h"

#include "base/text.h"
#include "cli/engine_options.h"
#include "cli/number.h"

namespace hearth::cli {
namespace {

constexpr std::string_view kActivations = "activations", kThreads = "num_thread";
constexpr std::string_view kActivationsHelp = "int8, or f32: exact activations, to compare with other programs (int8)";

}  // namespace

Status set_option(std::string_view assignment, GenerationOptions& options) {
  const size_t equals = assignment.find('=');
  const std::string_view name = assignment.substr(0, equals);
  if (equals == std::string_view::npos) {
    return fail(ErrorCode::kInvalidArgument, concat("option ", name, " has no value, expected ", name, "=VALUE"));
  }
  const std::string_view value = assignment.substr(equals + 1);
  if (name == kActivations) {
    options.load.activations = TRY(parse_activations(name, value));
  } else if (name == kThreads) {
    options.load.n_threads = TRY(parse_integer<int32_t>(name, value, 0, kMostThreads));
  } else {
    const Status set = api::set_option(options.request, name, value, options.warnings);
    if (!set) return within(concat("option ", name), set.error());
  }
  return {};
}

Status set_options(std::span<const std::string> assignments, GenerationOptions& options) {
  for (const std::string& assignment : assignments) TRY(set_option(assignment, options));
  return {};
}

CommandLine::Rows option_rows() {
  CommandLine::Rows rows = {{std::string(kActivations), std::string(kActivationsHelp)}};
  for (const api::OptionRow& row : api::option_rows()) {
    rows.emplace_back(row.name, concat(row.help, row.default_text.empty() ? "" : concat(" (", row.default_text, ')')));
  }
  return rows;
}

}  // namespace hearth::cli
