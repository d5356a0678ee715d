// The alphabet of byte-level BPE: each of the 256 bytes as a printable character, so that vocabularies are text.
// Printable Latin-1 bytes stand for themselves, the others for U+0100 and up (GPT-2's bytes_to_unicode): a space
// is "Ġ", a newline "Ċ".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hearth::tokenizer {

// The character that stands for a byte, as UTF-8; the view is valid for ever.
std::string_view letter_of_byte(uint8_t byte);

// Appends the bytes that the letters of `text` stand for; characters outside the alphabet stay as they are.
void append_bytes_of_letters(std::string& out, std::string_view text);

}  // namespace hearth::tokenizer
