// WordPiece, the tokenizer of BERT and its kin (Wu et al. 2016): text is normalized and cut into words
// (bert_normalizer.h); of each word the longest beginning that is a token is taken, then the longest continuation, and
// so on. A word that has no such cut is the unknown token as a whole.
//
// GGUF files write a token that begins a word with "▁" in front, and one that continues a word bare, where BERT's own
// lists have no mark and "##".
#pragma once

#include <memory>

#include "base/result.h"
#include "tokenizer/vocab_tokenizer.h"

namespace hearth::tokenizer {

class WordPieceTokenizer final : public VocabTokenizer {
 public:
  // kCorrupt when there is no unknown token, or none to put around a text where that is wanted.
  static Result<std::unique_ptr<Tokenizer>> load(const gguf::File& file);

 private:
  WordPieceTokenizer(Vocab vocab, SpecialIds special_ids);

  void append_ids(std::string_view text, bool opens, EncodeScratch& scratch, std::vector<int32_t>& ids) const override;
  void append_bytes(int32_t id, std::string& out) const override;
  void append_stretch(std::string_view text, EncodeScratch& scratch, std::vector<int32_t>& ids) const;
  void append_word(std::string_view word, std::string& spelled, std::vector<int32_t>& ids) const;
  int32_t find_longest(std::string_view text, size_t& n_bytes) const;

  size_t longest_ = 0;  // token, in bytes
};

}  // namespace hearth::tokenizer
