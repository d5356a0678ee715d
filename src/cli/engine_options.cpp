#include "cli/engine_options.h"

#include "base/text.h"
#include "cli/user_settings.h"
#include "kernels/dispatch.h"

namespace hearth::cli {

Result<runtime::Activations> parse_activations(std::string_view name, std::string_view text) {
  if (text == "int8") return runtime::Activations::kInt8;
  if (text == "f32") return runtime::Activations::kF32;
  return fail(ErrorCode::kInvalidArgument, concat(name, " is '", text, "', expected int8 or f32"));
}

Result<runtime::LoadOptions> engine_options(const Settings& settings) {
  for (const std::string_view key : {"isa", "num_threads", "activations"}) TRY(settings.check(key));
  runtime::LoadOptions options;
  options.isa = settings.isa.value;
  if (const auto table = kernels::find_table(options.isa); !table) {
    return within(settings.isa.origin.text(), table.error());
  }
  options.n_threads = static_cast<int32_t>(settings.num_threads.value);
  options.activations = TRY(parse_activations(settings.activations.origin.text(), settings.activations.value));
  return options;
}

Result<runtime::LoadOptions> load_engine_options() {
  const Settings settings = TRY(Settings::load());
  runtime::LoadOptions options = TRY(engine_options(settings));
  say_warnings(settings);
  return options;
}

}  // namespace hearth::cli
