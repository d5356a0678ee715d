// json_run: `hearth run --json` at a server: one prompt, and all that is known of its answer as one JSON object.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "cli/backend.h"
#include "cli/repl/run_options.h"
#include "cli/repl/screen.h"

namespace hearth::cli {

// Prints what /api/generate replies, and of an answer that is not raw the ids of its prompt and its tokens, as
// prompt_tokens and tokens. `n_logprobs`: of each token and of so many others; -1: none. Ctrl-C ends the answer, which
// is then not `done`.
Status run_json(Backend& backend, Screen& screen, const RunOptions& options, const std::string& prompt,
                int32_t n_logprobs);

}  // namespace hearth::cli
