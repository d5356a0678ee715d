// libFuzzer: any bytes as a text, under each pre-tokenizer rule, as SentencePiece and as WordPiece. The first byte
// chooses. Byte-level vocabularies give back the same bytes, and streamed text is valid UTF-8. Seeds:
// tests/fuzz/tokenizer.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "tokenizer/byte_alphabet.h"
#include "tokenizer/detokenizer.h"
#include "tokenizer/fuzz_vocabulary.h"
#include "tokenizer/pretokenizers/pretokenizer.h"

namespace hearth::tokenizer {
namespace {

struct Tokens {
  std::vector<std::string> texts;
  std::vector<int32_t> types;

  void add(std::string_view text, int32_t type) {
    texts.emplace_back(text);
    types.push_back(type);
  }
  void write(gguf::Writer& writer) const {
    writer.set("tokenizer.ggml.tokens", texts);
    writer.set("tokenizer.ggml.token_type", types);
  }
};

FuzzTokenizer make_byte_level(std::string_view rule) {
  Tokens tokens;
  for (int byte = 0; byte < 256; ++byte) tokens.add(letter_of_byte(static_cast<uint8_t>(byte)), 1);
  std::vector<std::string> merges;
  for (const char* merge : {"a a", "aa aa", "a b", "ab c", "1 2", "12 3", "\u0120 \u0120", "\u0120 a"}) {
    merges.emplace_back(merge);
    std::string text = merge;
    text.erase(text.find(' '), 1);
    tokens.add(text, 1);
  }
  tokens.add("<|end|>", 3);
  tokens.add("<tool>", 4);
  gguf::Writer writer;
  writer.set("tokenizer.ggml.model", "gpt2");
  writer.set("tokenizer.ggml.pre", rule);
  writer.set("tokenizer.ggml.merges", merges);
  tokens.write(writer);
  return make_fuzz_tokenizer(writer);
}

FuzzTokenizer make_sentencepiece() {
  Tokens tokens;
  tokens.add("<unk>", 2);
  tokens.add("<s>", 3);
  for (int byte = 0; byte < 256; ++byte) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    tokens.add(std::string("<0x") + kHex[static_cast<size_t>(byte) / 16] + kHex[static_cast<size_t>(byte) % 16] + ">",
               6);
  }
  for (const char* text :
       {"\u2581", "a", "b", "ab", "\u2581a", "aa", "\u2581\u2581", "b\u2581a", "\u00e4", "<", "<s"}) {
    tokens.add(text, 1);
  }
  tokens.add("\n\n", 4);
  std::vector<float> scores;
  for (size_t i = 0; i < tokens.texts.size(); ++i) scores.push_back(-static_cast<float>(i % 7));
  gguf::Writer writer;
  writer.set("tokenizer.ggml.model", "llama");
  writer.set("tokenizer.ggml.scores", scores);
  tokens.write(writer);
  return make_fuzz_tokenizer(writer);
}

FuzzTokenizer make_word_piece() {
  Tokens tokens;
  for (const char* special : {"[UNK]", "[CLS]", "[SEP]"}) tokens.add(special, 3);
  for (const char* text : {"\u2581a", "\u2581ab", "a", "b", "ba", "\u2581!", "\u2581", "\u2581\u00e4", "\u1161"}) {
    tokens.add(text, 1);
  }
  gguf::Writer writer;
  writer.set("tokenizer.ggml.model", "bert");
  tokens.write(writer);
  return make_fuzz_tokenizer(writer);
}

const Tokenizer& tokenizer_of(uint8_t choice) {
  static const std::vector<std::string_view> names = Pretokenizer::names();
  static std::map<size_t, FuzzTokenizer> made;
  const size_t i = choice % (names.size() + 2);
  auto& entry = made[i];
  if (entry.tokenizer == nullptr) {
    entry = i < names.size() ? make_byte_level(names[i]) : i == names.size() ? make_sentencepiece() : make_word_piece();
  }
  CHECK(entry.tokenizer != nullptr);
  return *entry.tokenizer;
}

void run(uint8_t choice, std::string_view text) {
  const Tokenizer& tokenizer = tokenizer_of(choice);
  check_text(tokenizer, text);
  const auto ids = tokenizer.encode(text, {.special = SpecialTokens::kParse, .bos = Bos::kNever});
  if (tokenizer.name(0) != "<unk>" && tokenizer.name(0) != "[UNK]")
    CHECK(tokenizer.decode(ids, SpecialTokens::kParse) == text);
  Detokenizer stream(tokenizer);
  std::string streamed;
  std::string pieces;
  for (const int32_t id : ids) {
    const std::string shown = stream.push(id);
    CHECK(utf8::is_valid(shown));
    streamed += shown;
    pieces += tokenizer.piece(id);
  }
  CHECK(streamed + stream.flush() == utf8::make_valid(pieces));
}

}  // namespace
}  // namespace hearth::tokenizer

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 0) hearth::tokenizer::run(data[0], {reinterpret_cast<const char*>(data) + 1, size - 1});
  return 0;
}
