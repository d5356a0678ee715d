// What `show` and `/show info` print of a model that the backend knows: Ollama's blocks.
#pragma once

#include <string>

#include "api/ollama/show.h"

namespace hearth::cli {

enum class Detail {
  kBrief,     // without metadata and tensors
  kComplete,  // with them
};

// Model, Capabilities, Projector, Parameters, with kComplete Metadata and Tensors, System, License; a block with
// nothing in it is left out, as are control characters.
std::string show_report(const ollama::ShowResponse& info, Detail detail);

}  // namespace hearth::cli
