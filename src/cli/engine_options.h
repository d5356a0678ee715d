// What the settings say about how a model is loaded.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "base/settings.h"
#include "runtime/engine.h"

namespace hearth::cli {

// isa, num_threads and activations. Here what makes no sense is kInvalidArgument, naming the place and what is
// expected: a model that runs slower than asked for, or less exactly, is worse than one that does not run.
Result<runtime::LoadOptions> engine_options(const Settings& settings);
// Of the user's settings, whose warnings it says (user_settings.h): for a command that needs no others.
Result<runtime::LoadOptions> load_engine_options();

inline constexpr int32_t kMostThreads = 1024;

// "int8" or "f32"; `name` is what the error calls it.
Result<runtime::Activations> parse_activations(std::string_view name, std::string_view text);

}  // namespace hearth::cli
