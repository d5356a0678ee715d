#include "tokenizer/byte_alphabet.h"

#include <array>

#include "base/utf8.h"

namespace hearth::tokenizer {
namespace {

struct Alphabet {
  std::array<std::array<char, 2>, 256> letters{};
  std::array<uint8_t, 256> sizes{};
  std::array<int16_t, 0x144> bytes{};  // by code point; -1: no letter
};

constexpr Alphabet make_alphabet() {
  Alphabet alphabet;
  alphabet.bytes.fill(-1);
  char16_t next = 0x100;
  for (int byte = 0; byte < 256; ++byte) {
    const bool printable = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
    const auto code_point = printable ? static_cast<char16_t>(byte) : next++;
    const auto i = static_cast<size_t>(byte);
    alphabet.bytes[code_point] = static_cast<int16_t>(byte);
    if (code_point < 0x80) {
      alphabet.letters[i] = {static_cast<char>(code_point), 0};
      alphabet.sizes[i] = 1;
    } else {
      alphabet.letters[i] = {static_cast<char>(0xC0 | code_point >> 6), static_cast<char>(0x80 | (code_point & 0x3F))};
      alphabet.sizes[i] = 2;
    }
  }
  return alphabet;
}

constexpr Alphabet kAlphabet = make_alphabet();

}  // namespace

std::string_view letter_of_byte(uint8_t byte) { return {kAlphabet.letters[byte].data(), kAlphabet.sizes[byte]}; }

void append_bytes_of_letters(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const utf8::Decoded next = utf8::decode(text);
    const bool letter = next.valid && next.code_point < kAlphabet.bytes.size() && kAlphabet.bytes[next.code_point] >= 0;
    if (letter) {
      out += static_cast<char>(kAlphabet.bytes[next.code_point]);
    } else {
      out += text.substr(0, next.n_bytes);
    }
    text.remove_prefix(next.n_bytes);
  }
}

}  // namespace hearth::tokenizer
