// Byte-level BPE, the tokenizer of GPT-2 and most models since: the text is cut into words by the model's
// pre-tokenizer, every byte of a word becomes a token, and neighbours are merged by rank.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "tokenizer/merge_table.h"
#include "tokenizer/pretokenizers/pretokenizer.h"
#include "tokenizer/vocab_tokenizer.h"

namespace hearth::tokenizer {

class BpeTokenizer final : public VocabTokenizer {
 public:
  static Result<std::unique_ptr<Tokenizer>> load(const gguf::File& file);

 private:
  BpeTokenizer(Vocab vocab, SpecialIds special_ids, MergeTable merges, Pretokenizer pretokenizer);

  void append_ids(std::string_view text, bool opens, EncodeScratch& scratch, std::vector<int32_t>& ids) const override;
  void append_bytes(int32_t id, std::string& out) const override;
  void append_word(std::string_view word, EncodeScratch& scratch, std::vector<int32_t>& ids) const;
  int32_t find_whole(std::string_view word, std::string& spelled) const;

  const MergeTable merges_;
  const Pretokenizer pretokenizer_;
  std::array<int32_t, 256> byte_ids_{};  // -1: the vocabulary has no token for the byte
};

}  // namespace hearth::tokenizer
