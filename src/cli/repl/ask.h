// ask: one question to the model and its answer on the screen.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/repl/repl.h"

namespace hearth::cli {

// Shows the answer as it comes, a spinner until it does. Ctrl-C stops it, and what came counts as the answer. A
// question that fails is taken back and the error shown; only an unusable screen is an error here. Behind the answer
// come the backend's warnings, the counts in verbose mode, and a warning when the context is nearly full.
Status ask(Repl& repl, std::string question);

}  // namespace hearth::cli
