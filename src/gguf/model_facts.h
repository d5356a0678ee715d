// What a model file is in a few words: its size and the format of its weights, as lists and manifests name them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gguf/file.h"

namespace hearth::gguf {

// Weights of all tensors together.
uint64_t parameter_count(const File& file);

// (format, weights in it), the most common first.
std::vector<std::pair<std::string_view, uint64_t>> weights_by_format(const File& file);

// "Q4_K_M": what the file calls itself or, when it does not say, the format of most of its weights; "unknown" when it
// has none.
std::string file_type_name(const File& file);

// The number that general.file_type has for "q4_k_m" in any case; nothing for a name that is none.
std::optional<uint32_t> find_file_type(std::string_view name);

}  // namespace hearth::gguf
