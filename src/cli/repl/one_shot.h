// run_prompt: `hearth run MODEL PROMPT`: one prompt, one answer.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/backend.h"
#include "cli/repl/run_options.h"
#include "cli/repl/screen.h"

namespace hearth::cli {

// Shows the answer, two line breaks, and in verbose mode the counts. An empty prompt only loads the model. An embedding
// model prints the vector of the prompt as one line of JSON. Ctrl-C ends the answer, which is no error.
Status run_prompt(Backend& backend, Screen& screen, const RunOptions& options, const std::string& prompt);

}  // namespace hearth::cli
