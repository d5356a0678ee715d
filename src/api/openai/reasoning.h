// How hard a model is to think before it answers: `reasoning_effort`, `reasoning.effort`.
#pragma once

#include "api/ollama/think.h"
#include "api/reader.h"

namespace hearth::openai {

// "none", "minimal", "low", "medium", "high", "xhigh" or "max"; what Hearth has no level for is the next one to it.
void read_effort(api::Reader& owner, std::string_view name, ollama::Think& into);
// {"effort": ...}
void read_reasoning(api::Reader& owner, ollama::Think& into);

}  // namespace hearth::openai
