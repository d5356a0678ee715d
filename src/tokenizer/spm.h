// SentencePiece BPE, the tokenizer of Llama 1 and 2, Mistral and Gemma: spaces are written "▁", every character is a
// token, and the neighbours whose union has the highest score in the vocabulary are merged first. What is no token
// becomes tokens of single bytes.
//
// There are no words in SentencePiece. But a merge can only cross from a character to a "▁" behind it if some token
// contains that sequence, and next to none do; between words where none does, the text may be cut and words merged
// (and remembered) one by one with the same result.
#pragma once

#include <bitset>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "tokenizer/byte_tokens.h"
#include "tokenizer/vocab_tokenizer.h"

namespace hearth::tokenizer {

class SpmTokenizer final : public VocabTokenizer {
 public:
  // kCorrupt when scores are missing, or a byte token is not "<0x" two hex digits ">".
  static Result<std::unique_ptr<Tokenizer>> load(const gguf::File& file);

 private:
  SpmTokenizer(Vocab vocab, SpecialIds special_ids, const ByteTokens& byte_tokens);

  void append_ids(std::string_view text, bool opens, EncodeScratch& scratch, std::vector<int32_t>& ids) const override;
  void append_bytes(int32_t id, std::string& out) const override;
  void append_word(std::string_view word, bool space_before, EncodeScratch& scratch, std::vector<int32_t>& ids) const;
  size_t find_word_end(std::string_view text, size_t begin) const;
  int32_t find_text(std::string_view text) const;

  const ByteTokens byte_tokens_;
  std::bitset<256> before_space_;  // bytes that some token has right before an inner "▁"
  size_t longest_ = 0;             // token, in bytes
};

}  // namespace hearth::tokenizer
