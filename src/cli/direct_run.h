// direct_run: `hearth run` for scripts, with --json or --raw: one prompt to the engine itself, with nothing in between
// that could change it or hide how it was answered.
#pragma once

#include <cstdint>
#include <string>

#include "api/ollama/format.h"
#include "base/result.h"
#include "cli/generation_options.h"

namespace hearth::cli {

struct DirectRun {
  std::string model{};
  std::string prompt{};  // empty: the model is only loaded
  ollama::Format format{};
  int32_t n_logprobs = -1;  // with json: of each token and of so many others; -1: none
  bool raw = false;         // without the model's template
  bool json = false;        // one JSON object instead of text
  bool verbose = false;     // counts and times on standard error
  GenerationOptions options{};
};

Status run_directly(const DirectRun& run);

}  // namespace hearth::cli
