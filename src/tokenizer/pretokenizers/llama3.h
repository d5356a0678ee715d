// Llama 3's expression (see llama3.cpp) for rules that differ from it in one place.
#pragma once

#include <cstddef>
#include <string_view>

namespace hearth::tokenizer {

// The end of the piece of Llama 3's expression that begins at `begin`.
size_t find_end_llama3(std::string_view text, size_t begin);

}  // namespace hearth::tokenizer
