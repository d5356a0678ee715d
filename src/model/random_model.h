// Random weights in the shape of a known model, as an ordinary GGUF file: to time shapes that are too large to fetch.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hearth::model {

// "llama-3.2-1b", ...: what write_random_model knows.
std::vector<std::string_view> random_shapes();
// "q4_0", "q4_k_m", "f16", ...
std::vector<std::string_view> random_types();

// Writes the file; other programs can load it as well. kInvalidArgument names the shapes or types there are.
Status write_random_model(std::string_view shape, std::string_view type, const std::string& path);

}  // namespace hearth::model
