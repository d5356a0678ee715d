// Counts, times and rates of an answer, as `--verbose` and `/set verbose` print them.
#pragma once

#include <string>

#include "api/ollama/answer.h"

namespace hearth::cli {

// One line each with Ollama's labels, and one for the part of the prompt that was not computed again; what is 0 is left
// out.
std::string metrics_text(const ollama::Metrics& metrics);

}  // namespace hearth::cli
