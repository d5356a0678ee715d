// The expression of GPT-2, alone or after a step that isolates digits:
//   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "tokenizer/pretokenizers/pretokenizer.h"

namespace hearth::tokenizer {

// The end of the piece of GPT-2's expression that begins at `begin`.
size_t find_end_gpt2(std::string_view text, size_t begin);

std::unique_ptr<Splitter> make_gpt2_splitter();

}  // namespace hearth::tokenizer
