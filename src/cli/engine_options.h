// What the environment says about how a model is loaded.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "runtime/engine.h"

namespace hearth::cli {

// HEARTH_ISA, HEARTH_NUM_THREADS and HEARTH_ACTIVATIONS. kInvalidArgument naming the variable and what it takes.
Result<runtime::LoadOptions> engine_options_from_environment();

inline constexpr int32_t kMostThreads = 1024;

// "int8" or "f32"; `name` is what the error calls it.
Result<runtime::Activations> parse_activations(std::string_view name, std::string_view text);

}  // namespace hearth::cli
