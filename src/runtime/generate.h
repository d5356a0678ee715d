// generate: one request to a runner, waited for: its stream as one text and one list of tokens.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "runtime/runner.h"

namespace hearth::runtime {

struct Generation {
  std::string text;                    // all that was streamed
  std::vector<GeneratedToken> tokens;  // the end-of-generation token, when it came, is the last
  DoneReason done_reason = DoneReason::kStop;
  Usage usage;
};

// Called with whole characters as they are complete. Returning false ends the generation, with kStop.
using OnText = std::function<bool(std::string_view)>;

// Fails as Runner::submit does, and when the engine fails.
Result<Generation> generate(Runner& runner, Request request, const OnText& on_text);

}  // namespace hearth::runtime
