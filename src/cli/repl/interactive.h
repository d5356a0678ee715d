// run_interactive: `hearth run MODEL` without a prompt: a conversation at the terminal.
#pragma once

#include "base/result.h"
#include "cli/backend.h"
#include "cli/repl/repl.h"
#include "cli/repl/run_options.h"

namespace hearth::cli {

// Talks until the user leaves. With standard input and output on a terminal there are prompts, line editing and a
// history; else lines are read as they come. An error is one that lets no conversation begin or go on: no such
// model, one that cannot be loaded or cannot chat, a screen or keyboard that fails.
Status run_interactive(Backend& backend, const RunOptions& options);

// The part behind the doors: loads the model, shows what it begins with, and goes from input to input.
// `keep` is told what was sent, as long as the user wants it kept.
Status converse(Repl& repl, const std::function<void(const std::string&)>& keep);

}  // namespace hearth::cli
