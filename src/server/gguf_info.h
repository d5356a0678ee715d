// What a GGUF file says about itself, as /api/show gives it: model_info and tensors.
#pragma once

#include <vector>

#include "api/ollama/show.h"
#include "base/json.h"
#include "gguf/file.h"

namespace hearth::server {

enum class Arrays { kLeftOut, kWhole };

// An object of all metadata but the name and the chat template, with general.parameter_count. Arrays that are left out
// are null.
Json metadata_json(const gguf::File& file, Arrays arrays);

std::vector<ollama::TensorEntry> tensor_entries(const gguf::File& file);

}  // namespace hearth::server
