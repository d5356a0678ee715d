// The options of a generation by the names that Ollama gives them, as --option name=value sets them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/command_line.h"
#include "runtime/engine.h"
#include "runtime/request.h"

namespace hearth::cli {

struct GenerationOptions {
  runtime::LoadOptions load;
  runtime::GenerateOptions generate;
  std::optional<uint64_t> seed;  // absent: another one each time
};

// Sets one option from "name=value". kInvalidArgument names the option, what was found and what is expected; for an
// unknown name, the names that there are.
Status set_option(std::string_view assignment, GenerationOptions& options);

// Sets all of them, checks them together and draws a seed when none was given.
Status set_options(std::span<const std::string> assignments, GenerationOptions& options);

// Every option and its meaning, for help.
CommandLine::Rows option_rows();

}  // namespace hearth::cli
