// VocabTokenizer: what all tokenizers with a vocabulary have in common: special tokens, begin and end, decoding.
// A kind of tokenizer adds how plain text becomes ids, and what bytes a token stands for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/encode_scratch.h"
#include "tokenizer/special.h"
#include "tokenizer/special_ids.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/vocab.h"

namespace hearth::tokenizer {

class VocabTokenizer : public Tokenizer {
 public:
  std::vector<int32_t> encode(std::string_view text, EncodeOptions options) const final;
  std::string piece(int32_t id) const final;
  std::string decode(const std::vector<int32_t>& ids, SpecialTokens special) const final;
  std::string_view name(int32_t id) const final { return vocab_.text(id); }

  int32_t n_vocab() const final { return vocab_.size(); }
  int32_t bos() const final { return special_ids_.bos; }
  int32_t eos() const final { return special_ids_.eos; }
  bool is_control(int32_t id) const final { return vocab_.is_control(id); }
  bool is_end_of_generation(int32_t id) const final { return special_ids_.ends_generation(id); }

 protected:
  VocabTokenizer(Vocab vocab, SpecialIds special_ids);

  // Appends the ids of text without special tokens, not empty, at most kMaxStretch bytes. `opens`: nothing stands
  // before it, or a special token.
  virtual void append_ids(std::string_view text, bool opens, EncodeScratch& scratch,
                          std::vector<int32_t>& ids) const = 0;
  // Appends the bytes of a token that is neither a control nor a user-defined one.
  virtual void append_bytes(int32_t id, std::string& out) const = 0;

  static constexpr size_t kMaxStretch = size_t{1} << 30;  // so that positions in a word fit 32 bits

  const Vocab vocab_;
  const SpecialIds special_ids_;

 private:
  SpecialMatcher all_special_;
  SpecialMatcher user_defined_;
};

}  // namespace hearth::tokenizer
