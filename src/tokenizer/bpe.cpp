#include "tokenizer/bpe.h"

#include "base/text.h"
#include "tokenizer/byte_alphabet.h"

namespace hearth::tokenizer {

Result<std::unique_ptr<Tokenizer>> BpeTokenizer::load(const gguf::File& file) {
  Pretokenizer pretokenizer = TRY(Pretokenizer::load(file));
  Vocab vocab = TRY(Vocab::load(file));
  MergeTable merges = TRY(MergeTable::load(file, vocab));
  SpecialIds special_ids = TRY(load_special_ids(file, {.add_bos = pretokenizer.adds_bos()}, vocab));
  return std::unique_ptr<Tokenizer>(
      new BpeTokenizer(std::move(vocab), std::move(special_ids), std::move(merges), std::move(pretokenizer)));
}

BpeTokenizer::BpeTokenizer(Vocab vocab, SpecialIds special_ids, MergeTable merges, Pretokenizer pretokenizer)
    : VocabTokenizer(std::move(vocab), std::move(special_ids)),
      merges_(std::move(merges)),
      pretokenizer_(std::move(pretokenizer)) {
  for (size_t byte = 0; byte < 256; ++byte) byte_ids_[byte] = vocab_.find(letter_of_byte(static_cast<uint8_t>(byte)));
}

void BpeTokenizer::append_ids(std::string_view text, bool, EncodeScratch& scratch, std::vector<int32_t>& ids) const {
  pretokenizer_.split(text, scratch.ends);
  size_t begin = 0;
  for (const size_t end : scratch.ends) {
    scratch.cache.append(text.substr(begin, end - begin), ids,
                         [&](std::string_view word) { append_word(word, scratch, ids); });
    begin = end;
  }
}

void BpeTokenizer::append_word(std::string_view word, EncodeScratch& scratch, std::vector<int32_t>& ids) const {
  if (pretokenizer_.ignores_merges()) {
    if (const int32_t id = find_whole(word, scratch.word); id >= 0) {
      ids.push_back(id);
      return;
    }
  }
  auto& symbols = scratch.merge.symbols;
  symbols.clear();
  for (const char c : word) {
    const int32_t id = byte_ids_[static_cast<uint8_t>(c)];
    if (id >= 0) symbols.push_back({id, 0, 1});  // a byte that the model cannot express is left out, as its trainer did
  }
  merge_symbols(scratch.merge, [this](const Symbol& a, const Symbol& b) { return merges_.find(a.id, b.id); });
  for (const Symbol& symbol : symbols) ids.push_back(symbol.id);
}

// The token that is exactly this word, or -1. Control tokens are no words: text must not become one by being spelled.
int32_t BpeTokenizer::find_whole(std::string_view word, std::string& spelled) const {
  spelled.clear();
  for (const char c : word) spelled += letter_of_byte(static_cast<uint8_t>(c));
  const int32_t id = vocab_.find(spelled);
  return id >= 0 && vocab_.is_control(id) ? -1 : id;
}

void BpeTokenizer::append_bytes(int32_t id, std::string& out) const { append_bytes_of_letters(out, vocab_.text(id)); }

}  // namespace hearth::tokenizer
