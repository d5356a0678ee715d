// The tokens that stand for single bytes: type "byte", text "<0x0A>".
#pragma once

#include <array>
#include <cstdint>

#include "base/result.h"
#include "tokenizer/vocab.h"

namespace hearth::tokenizer {

using ByteTokens = std::array<int32_t, 256>;  // by byte, -1 where there is none

// kCorrupt when the text of one is anything but "<0x", two hex digits, ">", or when
// two stand for the same byte.
Result<ByteTokens> load_byte_tokens(const Vocab& vocab);

}  // namespace hearth::tokenizer
