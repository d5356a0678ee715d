// The options of a run by the names that Ollama gives them, as --option name=value sets them: those of a request
// (api/options.h), and those that decide how a model is loaded.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/options.h"
#include "api/warnings.h"
#include "base/result.h"
#include "cli/command_line.h"
#include "runtime/engine.h"

namespace hearth::cli {

struct GenerationOptions {
  runtime::LoadOptions load{};  // num_thread and activations
  api::Options request{};
  api::Warnings warnings{};  // outdated options, and numbers that had to be adjusted
};

// Sets one option from "name=value". kInvalidArgument names the option and what is wrong; for an unknown name, the
// closest one that there is.
Status set_option(std::string_view assignment, GenerationOptions& options);

Status set_options(std::span<const std::string> assignments, GenerationOptions& options);

// Every option and its meaning, for help.
CommandLine::Rows option_rows();

}  // namespace hearth::cli
