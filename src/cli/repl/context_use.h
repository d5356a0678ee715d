// How full the context is behind an answer, and what to tell the user about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/backend.h"
#include "cli/repl/session.h"

namespace hearth::cli {

struct ContextUse {
  int64_t used_tokens = 0;  // of prompt and answer
  int64_t limit_tokens = 0;
  bool answer_cut = false;  // by a limit
};

// Nothing worth telling below nine tenths: "". Else one sentence with both numbers and what to do.
std::string context_warning(const ContextUse& use);

// How many tokens the session's model has room for: as it runs, else as it was asked to, else as it was made for.
std::optional<int64_t> context_limit(Backend& backend, const Session& session);

}  // namespace hearth::cli
