// For tests and fuzzers: a vocabulary that is a list of texts.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenizer/tokenizer.h"

namespace hearth::grammar {

// The last token ends an answer, the one before it is a control token.
class ListTokenizer final : public tokenizer::Tokenizer {
 public:
  explicit ListTokenizer(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {
    pieces_.emplace_back();
    pieces_.emplace_back();
  }
  std::vector<int32_t> encode(std::string_view, tokenizer::EncodeOptions) const override { return {}; }
  std::string piece(int32_t id) const override { return pieces_[static_cast<size_t>(id)]; }
  std::string decode(const std::vector<int32_t>&, tokenizer::SpecialTokens) const override { return {}; }
  std::string_view name(int32_t id) const override { return pieces_[static_cast<size_t>(id)]; }
  int32_t n_vocab() const override { return static_cast<int32_t>(pieces_.size()); }
  int32_t bos() const override { return -1; }
  int32_t eos() const override { return n_vocab() - 1; }
  bool is_control(int32_t id) const override { return id >= n_vocab() - 2; }
  bool is_end_of_generation(int32_t id) const override { return id == eos(); }

 private:
  std::vector<std::string> pieces_;
};

}  // namespace hearth::grammar
