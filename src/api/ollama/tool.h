// A tool that a chat offers to the model. It is kept as it was sent, because models see the order of its properties.
#pragma once

#include <vector>

#include "api/fields.h"
#include "base/json.h"

namespace hearth::ollama {

// The member `tools`, each of the shape that Ollama takes: {"type": "function", "function": {"name", "description",
// "parameters": a schema of an object}}. Everything in it may be absent; what is there has its type.
void read_tools(api::Fields& fields, std::vector<Json>& into);

}  // namespace hearth::ollama
