#include "tokenizer/byte_alphabet.h"

#include <gtest/gtest.h>

#include <set>

namespace hearth::tokenizer {
namespace {

TEST(ByteAlphabet, GivesEveryByteALetterOfItsOwnAndBack) {
  std::set<std::string> letters;
  for (int byte = 0; byte < 256; ++byte) {
    const std::string letter(letter_of_byte(static_cast<uint8_t>(byte)));
    letters.insert(letter);
    std::string back;
    append_bytes_of_letters(back, letter);
    EXPECT_EQ(back, std::string(1, static_cast<char>(byte)));
  }
  EXPECT_EQ(letters.size(), 256u);
}

TEST(ByteAlphabet, HasTheLettersOfGpt2) {
  EXPECT_EQ(letter_of_byte('!'), "!");
  EXPECT_EQ(letter_of_byte(' '), "\u0120");
  EXPECT_EQ(letter_of_byte('\n'), "\u010a");
  EXPECT_EQ(letter_of_byte(0x7F), "\u0121");
  EXPECT_EQ(letter_of_byte(0xAD), "\u0143");
  EXPECT_EQ(letter_of_byte(0xFF), "\u00ff");
}

TEST(ByteAlphabet, KeepsCharactersThatAreNoLetters) {
  std::string out;
  append_bytes_of_letters(out, "a\u4f60 \u0120\xFF");
  EXPECT_EQ(out, "a\u4f60  \xFF");
}

}  // namespace
}  // namespace hearth::tokenizer
