// The name of a model in requests that are older than their field `model`: `name` stands for it.
#pragma once

#include <string>

#include "api/fields.h"

namespace hearth::ollama {

// `model`; where it is absent or empty, `name`.
void read_model_or_name(api::Fields& fields, std::string& into);

}  // namespace hearth::ollama
