// Making the session's model ready, with something to look at meanwhile.
#pragma once

#include "base/result.h"
#include "cli/repl/repl.h"

namespace hearth::cli {

enum class Loaded { kReady, kInterrupted };

// Loads the session's model with its options. Ctrl-C interrupts.
Result<Loaded> load_model(Repl& repl);

// What the backend says about the model `name`. When there is none, the error says what can be done about it.
Result<ollama::ShowResponse> find_model(Backend& backend, const std::string& name);

}  // namespace hearth::cli
