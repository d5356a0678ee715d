#include "cli/engine_options.h"

#include "base/env.h"
#include "base/text.h"
#include "cli/number.h"
#include "kernels/dispatch.h"

namespace hearth::cli {

Result<runtime::Activations> parse_activations(std::string_view name, std::string_view text) {
  if (text == "int8") return runtime::Activations::kInt8;
  if (text == "f32") return runtime::Activations::kF32;
  return fail(ErrorCode::kInvalidArgument, concat(name, " is '", text, "', expected int8 or f32"));
}

Result<runtime::LoadOptions> engine_options_from_environment() {
  runtime::LoadOptions options;
  options.isa = env::value("HEARTH_ISA");
  if (const auto table = kernels::find_table(options.isa); !table) return within("HEARTH_ISA", table.error());
  options.n_threads =
      TRY(parse_integer<int32_t>("HEARTH_NUM_THREADS", env::value("HEARTH_NUM_THREADS"), 0, kMostThreads));
  options.activations = TRY(parse_activations("HEARTH_ACTIVATIONS", env::value("HEARTH_ACTIVATIONS")));
  return options;
}

}  // namespace hearth::cli
